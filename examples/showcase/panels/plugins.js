/** What is installed, and what each part of it offers. */

import { request } from 'oro:ipc'
import { h } from 'oro:panel'

const LISTS = ['routes', 'permissions', 'modules', 'services', 'schemes', 'mounts', 'settings', 'hooks']

export const panel = {
  id: 'plugins',
  title: 'Plugins',
  summary: 'Everything this app can do comes from a plugin: the host finds what is installed and asks what it offers.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M8 4.5a2 2 0 0 1 4 0V6h3.5v4H17a2 2 0 0 1 0 4h-1.500v3H4.500v-3.500H6a1.900 1.900 0 0 0 0-3.800H4.500V6H8z"/></svg>',
  order: 30,
  group: 'The host',
  mount,
  check
}

/** @param {HTMLElement} element */
async function mount (element) {
  const rows = h('tbody')
  const count = h('span.muted.small')
  const filter = h('input.field', { type: 'search', placeholder: 'Filter by name, route, permission …', oninput: show, 'aria-label': 'Filter' })
  filter.style.width = '22rem'
  const heads = [['Plugin'], ['Version'], ['State'], ['Routes', 'end'], ['Permissions'], ['Start', 'end']]
  element.append(h('div.stack', {},
    h('div.row', {}, filter, count),
    h('div.card', { style: 'overflow-x: auto' }, h('table', {},
      h('thead', {}, h('tr', {}, ...heads.map(([text, side]) => h(side ? `th.${side}` : 'th', { textContent: text, scope: 'col' })))),
      rows))))

  const plugins = await installed()
  show()

  function show () {
    const found = plugins.filter((plugin) => matches(plugin, filter.value.trim().toLowerCase()))
    count.textContent = `${found.length} of ${plugins.length}`
    rows.replaceChildren(...found.map(row))
  }
}

async function installed () {
  const { err, data } = await request('plugins.list')
  if (err) throw err
  return data.sort((a, b) => Number(a.builtin) - Number(b.builtin) || a.name.localeCompare(b.name))
}

function matches (plugin, wanted) {
  const text = [plugin.name, plugin.distribution, plugin.state, ...LISTS.flatMap((list) => plugin[list])]
  return text.some((part) => part.toLowerCase().includes(wanted))
}

function row (plugin) {
  const name = h('button.name', { textContent: plugin.name, 'aria-expanded': 'false' })
  const line = h('tr', {
    className: 'opens',
    onclick: toggle
  },
  h('td', {}, name,
    h('div.small.faint', { textContent: plugin.builtin ? 'part of the host' : plugin.distribution || 'part of this app' })),
  h('td.muted.number', { textContent: plugin.version || '–' }),
  h('td', {}, h(`span.badge.${plugin.state === 'active' ? 'good' : plugin.state === 'broken' ? 'bad' : 'idle'}`, { textContent: plugin.state })),
  h('td.end', { textContent: plugin.routes.length || '–' }),
  h('td.muted', { textContent: plugin.permissions.join(', ') || '–' }),
  h('td.end.muted', { textContent: `${plugin.milliseconds.toFixed(1)} ms` }))

  function toggle () {
    const open = name.getAttribute('aria-expanded') === 'true'
    name.setAttribute('aria-expanded', String(!open))
    if (open) line.nextElementSibling.remove()
    else line.after(detail(plugin))
  }
  return line
}

function detail (plugin) {
  const facts = [
    ['module', [plugin.module]],
    ...(plugin.error ? [['error', [plugin.error]]] : []),
    ...LISTS.map((list) => [list, plugin[list]])
  ].filter(([, values]) => values.length)
  return h('tr.detail', {}, h('td', { colSpan: 6, style: 'background: var(--sunken); padding: .9rem 1rem 1rem' },
    h('dl', { style: 'display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .5rem 1rem' },
      ...facts.flatMap(([name, values]) => [
        h('dt.muted.small', { textContent: name }),
        h('dd', { style: 'display: flex; flex-wrap: wrap; gap: .15rem 1rem' }, ...values.map((text) => h('span.mono', { textContent: text })))
      ]))))
}

/** @param {{ element: HTMLElement }} context */
async function * check ({ element }) {
  const plugins = await installed()
  const active = plugins.filter(({ state }) => state === 'active')
  const broken = plugins.filter(({ state }) => state === 'broken')
  yield { name: 'lists what is installed', ok: active.length > 0, detail: `${plugins.length} plugins, ${active.length} active` }
  yield { name: 'none is broken', ok: broken.length === 0, detail: broken.map(({ name, error }) => `${name}: ${error}`).join('; ') || 'none' }
  const routes = active.reduce((sum, plugin) => sum + plugin.routes.length, 0)
  yield { name: 'shows a row for each', ok: element.querySelectorAll('tbody tr.opens').length === plugins.length, detail: `${routes} routes in all` }
  const filter = element.querySelector('input')
  filter.value = 'plugins.list'
  filter.dispatchEvent(new Event('input'))
  const [only] = element.querySelectorAll('tbody tr.opens')
  only?.click()
  const told = element.querySelector('tr.detail')?.textContent ?? ''
  yield { name: 'finds a route by name', ok: told.includes('plugins.list'), detail: only?.textContent ?? 'nothing found' }
  filter.value = ''
  filter.dispatchEvent(new Event('input'))
  const richest = plugins.reduce((most, plugin) => plugin.routes.length > most.routes.length ? plugin : most)
  element.querySelectorAll('tbody tr.opens')[plugins.indexOf(richest)].click()
}
