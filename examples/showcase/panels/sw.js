/** A service worker, installed while one looks, and an app that goes on when its host refuses everything. */

import { request } from 'oro:ipc'
import { attempt, button, card, Facts, h, Lines, note, pair, panelOf, row, stack } from 'oro:panel'
import { caches, container } from 'oro:service-worker'

const APP = '/teahouse/'
const WORKER = { script: '/teahouse/worker.js', scope: '/' }
const STATES = ['installing', 'installed', 'activating', 'activated']
const FRAME = 'border: 1px solid var(--line); border-radius: 6px; width: 100%; height: 11rem; background: var(--card)'

class View {
  lines = new Lines('Nothing happened yet', 8)
  #facts = new Facts()
  #remove = button('Remove', () => this.remove())
  #frame = h('iframe', { title: 'The teahouse', style: FRAME })
  #away = h('input', { type: 'checkbox', onchange: () => this.leave(this.#away.checked) })
  /** @type {ServiceWorkerRegistration | undefined} */
  #registration

  constructor () {
    this.element = stack(
      card('The app', h('code', { textContent: APP }), this.#frame,
        row(button('Load again', () => this.load()), h('label.oro-choice', {}, this.#away, 'the host refuses its files')),
        note('Without a worker, an app whose host is away shows nothing. With one, it goes on from its cache.')),
      pair(
        card('The worker', h('code', { textContent: WORKER.script }), this.#facts.element,
          row(button('Install', () => this.install(), true), this.#remove)),
        card('What happened', '', this.lines.element)))
  }

  async begin () {
    this.#registration = await container.getRegistration(APP)
    await this.#show()
    await this.load()
  }

  end () {
    this.leave(false)
  }

  /** Install the worker; resolves once it answers. */
  async install () {
    const controlled = new Promise((resolve) => container.addEventListener('controllerchange', resolve, { once: true }))
    const registration = this.#registration = await container.register(WORKER.script, { scope: WORKER.scope })
    const worker = registration.installing ?? registration.waiting ?? registration.active
    this.lines.add('worker', worker.state)
    worker.onstatechange = () => {
      this.lines.add('worker', worker.state)
      this.#show()
    }
    if (!container.controller) await controlled
    await this.#show()
  }

  /** Remove the worker and what it kept. */
  async remove () {
    await this.#registration?.unregister()
    await request('serviceWorker.reset')
    await caches.delete('teahouse')
    this.#registration = undefined
    this.lines.add('worker', 'removed')
    await this.#show()
  }

  /** Have the host refuse the app's files, or not. */
  async leave (away) {
    this.#away.checked = away
    await request('showcase.away', { away })
    this.lines.add('host', away ? 'refuses' : 'answers')
  }

  /** Load the app; resolves with what it shows once it has its news. */
  async load () {
    await new Promise((resolve) => {
      this.#frame.onload = resolve
      this.#frame.src = APP
    })
    const text = (id) => this.#frame.contentDocument.getElementById(id)?.textContent ?? ''
    for (let turns = 0; turns < 100 && text('today') && !text('from'); turns++) await new Promise((resolve) => setTimeout(resolve, 20))
    const shown = text('today') ? `${text('today')}, ${text('from')}` : 'nothing'
    this.lines.add('app', shown)
    return shown
  }

  async #show () {
    const worker = this.#registration?.active ?? this.#registration?.installing
    const kept = await caches.has('teahouse') ? await (await caches.open('teahouse')).keys() : []
    this.#remove.disabled = !this.#registration
    this.#facts.set({
      State: worker ? `${worker.state} (${STATES.indexOf(worker.state) + 1} of ${STATES.length})` : 'not installed',
      Scope: this.#registration?.scope ?? '–',
      Cache: kept.length ? kept.map(({ url }) => new URL(url).pathname.replace(APP, '') || 'index.html').join(', ') : 'empty'
    })
  }
}

/** @param {View} view */
async function * checks (view) {
  await view.remove()
  yield await attempt('refuses without a worker', async () => {
    await view.leave(true)
    const shown = await view.load()
    await view.leave(false)
    return [shown === 'nothing', shown]
  })
  yield await attempt('installs a worker', async () => {
    await view.install()
    const shown = await view.load()
    return [shown.endsWith('from Python'), shown]
  })
  yield await attempt('goes on from the cache', async () => {
    await view.leave(true)
    const shown = await view.load()
    return [shown.startsWith('Poured') && shown.endsWith('from the cache'), shown]
  })
  yield await attempt('hears the host again', async () => {
    await view.leave(false)
    const shown = await view.load()
    return [shown.endsWith('from Python'), shown]
  })
  await view.remove()
}

export const panel = panelOf({
  id: 'sw',
  title: 'Offline',
  summary: 'A service worker that keeps an app open while its host is away, through the plugin oro-sw.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M5.500 15.500a3.500 3.500 0 0 1-.3-7 5 5 0 0 1 9.500 1.200 3 3 0 0 1 .3 5.800zM3 3l14 14"/></svg>',
  order: 60,
  group: 'Web'
}, { View, checks })
