/** The tables under the figures: routes, plugins, what is open. */

import { h } from 'oro:panel'
import { time } from './words.js'

/** @typedef {import('./watch.js').Watch} Watch */
/** @typedef {string | number | Node} Cell */

/** Heads and rows of each table; the sides where figures stand are marked. @type {Record<string, { heads: [string, string?][], rows: (watch: Watch) => Cell[][] }>} */
export const TABLES = {
  routes: {
    heads: [['Route'], ['Plugin'], ['Calls', 'end'], ['Errors', 'end'], ['Mean', 'end'], ['95 %', 'end'], ['Longest', 'end']],
    rows: ({ timings: { routes } }) => byTotal(Object.entries(routes).map(([name, told]) => ({ name, total: told.mean * told.count, ...told })))
      .map(({ name, plugin, count, errors, mean, p95, max }) =>
        [h('code', { textContent: name }), h('span.di-dim', { textContent: plugin }), amount(count), wrong(errors), time(mean), time(p95), time(max)])
  },
  plugins: {
    heads: [['Plugin'], ['Version'], ['Routes', 'end'], ['Calls', 'end'], ['Errors', 'end'], ['Time in calls', 'end'], ['Start', 'end']],
    rows: ({ timings: { plugins } }) => byTotal(Object.entries(plugins).map(([name, told]) => ({ name, ...told })))
      .map(({ name, version, builtin, routes, calls, errors, total, start }) =>
        [h('b', { textContent: name }), h('span.di-dim', { textContent: builtin ? 'the host' : version || '–' }), amount(routes), amount(calls), wrong(errors), calls ? time(total) : '–', time(start)])
  },
  handles: {
    heads: [['Service'], ['Open', 'end'], ['Kinds']],
    rows: (watch) => watch.open().map(({ name, count, kinds }) => [h('b', { textContent: name }), amount(count), h('span.di-dim', { textContent: kinds || '–' })])
  }
}

/**
 * @param {string} name
 * @param {Watch} watch
 */
export function table (name, watch) {
  const { heads, rows } = TABLES[name]
  const cell = (/** @type {string} */ kind, /** @type {number} */ at) => heads[at][1] ? `${kind}.${heads[at][1]}` : kind
  return h('table', {},
    h('thead', {}, h('tr', {}, ...heads.map(([text], at) => h(cell('th', at), { textContent: text, scope: 'col' })))),
    h('tbody', {}, ...rows(watch).map((cells) => h('tr', {}, ...cells.map((each, at) => h(cell('td', at), {}, each))))))
}

/**
 * @template {{ total: number, name: string }} T
 * @param {T[]} rows
 * @returns {any[]}
 */
function byTotal (rows) {
  return rows.sort((a, b) => b.total - a.total || a.name.localeCompare(b.name))
}

/** @param {number} count */
function amount (count) {
  return count ? count.toLocaleString('en') : '–'
}

/** @param {number} count */
function wrong (count) {
  return count ? h('span.di-bad', { textContent: count.toLocaleString('en') }) : '–'
}
