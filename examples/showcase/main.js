/** Puts the panels on the stage: the app's own, and one of every plugin that brings one. */

import { request } from 'oro:ipc'
import { checkAll } from './check.js'
import { h } from './parts/dom.js'
import { Shell } from './shell.js'

const OWN = ['./panels/ipc.js', './panels/streams.js', './panels/plugins.js']

/**
 * A panel is a module that exports `panel`; README.md says what it has.
 * Those of plugins are modules whose name ends in `/panel`, such as `oro:fs/panel`.
 */
async function panels () {
  const { err, data: plugins } = await request('plugins.list')
  if (err) throw err
  const foreign = plugins.filter(({ state }) => state === 'active')
    .flatMap(({ modules }) => modules).map((name) => name.replace(/^oro:/, ''))
    .filter((name) => name.endsWith('/panel')).map((name) => `oro:${name}`)
  const loaded = await Promise.all([...OWN, ...foreign].map(load))
  return loaded.sort((a, b) => a.order - b.order)
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
  const { data: places } = await request('showcase.places')
  const shell = new Shell(await panels(), { signal: stopping.signal, places: places ?? [] })
  document.querySelector('#facts').replaceChildren(...await facts())
  if (globalThis.__args?.config?.showcase_check) await checkAll(shell)
  else await shell.follow()
} catch (error) {
  document.querySelector('#stage').replaceChildren(h('div.notice', { textContent: String(error), style: 'margin: 2rem' }))
  throw error
}
