/** A web app of asyncio within this one: requests with a cookie, and a WebSocket. */

import { attempt, button, card, Facts, field, h, note, pair, panelOf, row, stack, until } from 'oro:panel'

const PATH = '/board'
const SHOWN = 8

class View {
  visits = new Facts()
  count = 0
  said = []
  #list = h('ul.web-apps')
  #text = field('Message', 'Hello')
  #socket = null

  constructor () {
    this.element = stack(
      pair(
        card('Requests', PATH, row(button('Ask', () => this.visit(), true)), this.visits.element),
        card('WebSocket', `${PATH}/talk`, row(this.#text, button('Send', () => this.send(this.#text.querySelector('input').value), true)), this.#list)),
      note('The app is written for asyncio, which runs in a thread beside the host. No port is opened: fetch() and WebSocket go by the app’s own scheme.'))
  }

  begin () {
    return this.visit()
  }

  async visit () {
    const began = performance.now()
    const response = await fetch(PATH)
    this.count = Number(await response.text())
    this.visits.set({ Visits: String(this.count), Cookie: document.cookie || 'none here', Took: `${(performance.now() - began).toFixed(1)} ms` })
  }

  async send (text) {
    const socket = await this.#opened()
    socket.send(text)
  }

  async #opened () {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#socket
    const socket = this.#socket = new WebSocket(`${PATH}/talk`)
    socket.onmessage = ({ data }) => {
      this.said = [data, ...this.said].slice(0, SHOWN)
      this.#list.replaceChildren(...this.said.map((textContent) => h('li', { textContent })))
    }
    await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
    return socket
  }

  end () {
    this.#socket?.close()
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('counts visits by a cookie', async () => {
    const before = view.count
    await view.visit()
    return [view.count === before + 1, view.visits.text]
  })
  yield await attempt('talks over a WebSocket', async () => {
    await view.send('first')
    await view.send('second')
    await until(() => view.said[0]?.endsWith('second'), 'no answer came')
    return [view.said.length === 2, view.said.join(', ')]
  })
}

export const panel = panelOf({
  id: 'web-apps',
  title: 'Web apps',
  summary: 'A web app of Python within this one, as Django, FastAPI or Flask make them: requests, cookies, a WebSocket.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><circle cx="10" cy="10" r="7.5"/><path d="M2.500 10h15M10 2.500c5 5 5 10 0 15c-5-5-5-10 0-15"/></svg>',
  order: 55,
  group: 'Web'
}, { View, checks })

export default panel
