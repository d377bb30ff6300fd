/**
 * The tab that shows the exports, imports and sections of the module.
 * @module
 */

import { byId, bytes, h } from './dom.js'

/** @typedef {import('./types.js').Version} Version */

/** @param {Version | null} version */
export function showModule (version) {
  const panel = byId('module')
  if (!version) {
    panel.replaceChildren(h('p', { className: 'empty', textContent: 'No module has been built yet.' }))
    return
  }
  panel.replaceChildren(facts(version), ...listed('Exports', version.exports, ({ name, kind, type }) => [name, kind, type]),
    ...listed('Imports', version.imports, ({ module, name, kind, type }) => [`${module}.${name}`, kind, type]),
    ...listed('Sections', version.sections, ({ name, custom, size, entries }) =>
      [custom ? `${name} "${custom}"` : name, bytes(size), entries === null ? '' : `${entries} entries`], ['Section', 'Size', 'Entries']))
}

/** @param {Version} version */
function facts ({ name, size, number, component, kind, glue, why, imports, exports }) {
  /** @type {[string, string][]} */
  const rows = [
    ['File', name],
    ['Size', `${bytes(size)} (${size.toLocaleString('en')} bytes)`],
    ['Kind', component ? 'a component' : kind || 'a module'],
    ['Version', `${number} since the server began`],
    ['Exports', String(exports.length)],
    ['Imports', imports.length ? `${imports.length}, from ${[...new Set(imports.map(({ module }) => module))].join(', ')}` : 'none: it needs nothing of its host'],
    ['Glue', glue ? `${glue.url.split('/').at(-1)} (${glue.style})` : 'none']
  ]
  if (why) rows.push(['Not shown', why])
  return h('dl', { className: 'facts' }, ...rows.flatMap(([term, text]) => [h('dt', { textContent: term }), h('dd', { textContent: text })]))
}

/**
 * @template T
 * @param {string} title @param {T[]} items @param {(item: T) => string[]} cells @param {string[]} [columns]
 */
function listed (title, items, cells, columns = ['Name', 'Kind', 'Type']) {
  if (!items.length) return []
  const head = h('tr', {}, ...columns.map((textContent) => h('th', { textContent, scope: 'col' })))
  const rows = items.map((item) => h('tr', {}, ...cells(item).map((textContent) => h('td', { textContent }))))
  return [h('h3', { textContent: title }), h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows))]
}
