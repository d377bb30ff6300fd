/** Puts the panels on the stage: the app's own, and one of every plugin that brings one. */

import { request } from 'oro:ipc'
import { h } from 'oro:panel'
import { checkAll } from './check.js'
import { Shell } from './shell.js'

const OWN = ['ipc', 'streams', 'plugins', 'permissions', 'windows', 'page', 'views', 'threads', 'downloads', 'accounts', 'web-apps']
/** Own panels, of plugins that an app has to be configured for or to have files for. */
const CONFIGURED = ['protocol', 'extension', 'sw', 'wasm', 'container', 'data', 'mcp', 'jobs']
/** In the order of the list; a panel that names no group is one of the last. */
const GROUPS = ['Node', 'Desktop', 'Web', 'The host', 'More']

/**
 * A panel is a module that exports `panel`; README.md says what it has.
 * Those of plugins are modules whose name ends in `/panel`, such as `oro:fs/panel`.
 */
async function panels () {
  const { err, data: plugins } = await request('plugins.list')
  if (err) throw err
  const active = (name) => plugins.some((plugin) => plugin.name === name && plugin.state === 'active')
  const own = [...OWN, ...CONFIGURED.filter(active)].map((name) => `./panels/${name}.js`)
  const foreign = plugins.filter(({ state }) => state === 'active')
    .flatMap(({ modules }) => modules).map((name) => name.replace(/^oro:/, ''))
    .filter((name) => name.endsWith('/panel')).map((name) => `oro:${name}`)
  const loaded = await Promise.all([...own, ...foreign].map(load))
  const grouped = loaded.map((panel) => ({ ...panel, group: GROUPS.includes(panel.group) ? panel.group : 'More' }))
  const place = ({ group }) => GROUPS.indexOf(group)
  return grouped.sort((a, b) => place(a) - place(b) || a.order - b.order)
}

/** A panel that cannot be loaded is shown as one that says why. */
async function load (specifier) {
  try {
    const { panel } = await import(specifier)
    if (typeof panel?.mount !== 'function') throw new Error('It exports no panel')
    return panel
  } catch (error) {
    return { id: specifier, title: specifier, summary: 'This panel could not be loaded.', order: 99, mount () { throw error } }
  }
}

async function facts () {
  const { data } = await request('platform.primordials')
  const engine = /Chrome\/(\d+)/.exec(navigator.userAgent) ?? /AppleWebKit\/([\d.]+)/.exec(navigator.userAgent)
  const rows = {
    Host: /OroRuntime\/(\S+)/.exec(navigator.userAgent)?.[1] ?? '–',
    Python: data?.python?.version ?? '–',
    Engine: engine ? engine[0].replace('/', ' ').replace('AppleWebKit', 'WebKit') : '–'
  }
  return Object.entries(rows).flatMap(([name, value]) => [h('dt', { textContent: name }), h('dd', { textContent: value })])
}

const stopping = new AbortController()
addEventListener('pagehide', () => stopping.abort())

try {
  const checking = Boolean(globalThis.__args?.config?.showcase_check)
  const [{ data: places }, loaded, known] = await Promise.all([request('showcase.places', { whole: checking }), panels(), facts()])
  const shell = new Shell(loaded, { signal: stopping.signal, places: places ?? [] })
  document.querySelector('#facts').replaceChildren(...known)
  if (checking) await checkAll(shell)
  else await shell.follow()
} catch (error) {
  document.querySelector('#stage').replaceChildren(h('div.notice', { textContent: String(error), style: 'margin: 2rem' }))
  throw error
}
