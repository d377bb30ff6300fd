/** The form, what is known of the connection, and what is said over it. */

import { choice, h } from 'oro:panel'
import { connected, echo, factsOf, WAYS } from './talk.js'

const KEPT = 200

export class View {
  /** @type {any} what went wrong last */
  error = null
  /** @type {any} */
  socket = null
  /** @type {import('../../net/servers/server.js').Server | null} */
  #server = null
  #way = 'tcp'
  #place = h('input.place', { placeholder: 'host:port', 'aria-label': 'Where', spellcheck: false, autocapitalize: 'off' })
  #button = h('button.primary', { type: 'submit', textContent: 'Connect' })
  #state = h('b', { textContent: 'Not connected' })
  #facts = h('dl.st-facts')
  #said = h('ol.st-said', { 'aria-live': 'polite' })
  #words = h('input.words', { placeholder: 'Say something', 'aria-label': 'Words', disabled: true, spellcheck: false })
  #send = h('button', { type: 'submit', textContent: 'Send', disabled: true })
  #note = h('p.st-note')

  constructor () {
    this.ways = choice('How', WAYS, this.#way, (way) => { this.#way = way })
    const where = h('form.st-form', {}, this.#place, this.ways, this.#button)
    const talk = h('form.st-talk', {}, this.#words, this.#send)
    where.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault()
      if (this.socket) this.disconnect()
      else this.connect(this.#way, this.#place.value.trim())
    }
    talk.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault()
      this.say(this.#words.value)
      this.#words.value = ''
    }
    this.element = h('div.st', {}, where,
      h('div.st-split', {},
        h('section.st-card', {}, h('div.st-title', {}, h('b', { textContent: 'Said' })), this.#said, talk),
        h('section.st-card', {}, h('div.st-title', {}, this.#state), this.#facts)),
      this.#note)
  }

  /** Start the server to talk with. */
  async begin () {
    this.#server = await echo()
    this.#place.value = this.echo
    this.#note.textContent = `This window has a server of its own at ${this.echo}, which says back what it hears. “TLS” lets nobody through whose certificate is not trusted or not of that host.`
  }

  /** Where the window's own server is. */
  get echo () {
    const { address, port } = this.#server?.address() ?? {}
    return `${address}:${port}`
  }

  end () {
    this.disconnect()
    this.#server?.close()
  }

  /**
   * @param {string} way
   * @param {string} place
   */
  async connect (way, place) {
    this.disconnect()
    this.error = null
    this.#place.value = place
    this.#way = way
    this.ways.querySelector('select').selectedIndex = WAYS.findIndex(([each]) => each === way)
    this.#said.replaceChildren()
    this.#facts.replaceChildren()
    this.#state.textContent = 'Connecting …'
    this.#button.disabled = true
    try {
      this.#follow(await connected(way, place))
    } catch (error) {
      this.#failed(error)
    }
    this.#button.disabled = false
  }

  disconnect () {
    this.socket?.end()
  }

  /** @param {string} text */
  say (text) {
    this.socket?.write(`${text}\n`)
    this.#add('mine', text)
  }

  /** The facts shown of the connection. */
  get facts () {
    return this.#facts.textContent
  }

  /** The peer's bytes. */
  get heard () {
    return [...this.#said.querySelectorAll('.theirs')].map((item) => item.textContent).join('')
  }

  /** Whether a connection is shown. */
  get open () {
    return this.socket !== null
  }

  /** @param {any} socket */
  #follow (socket) {
    this.socket = socket
    this.#state.textContent = socket.encrypted ? 'Connected over TLS' : 'Connected in the open'
    this.#facts.replaceChildren(...factsOf(socket).flatMap(([name, value]) => [h('dt', { textContent: name }), h('dd', { textContent: value })]))
    this.#usable(true)
    socket.on('data', (/** @type {any} */ bytes) => this.#add('theirs', String(bytes)))
    socket.on('error', (/** @type {any} */ error) => this.#failed(error))
    socket.on('close', () => {
      if (this.socket !== socket) return
      this.socket = null
      this.#usable(false)
      if (!this.error) this.#state.textContent = 'Ended'
    })
  }

  /** @param {any} error */
  #failed (error) {
    this.error = error
    this.#state.textContent = 'Failed'
    this.#facts.replaceChildren(h('div.st-bad', {}, h('b', { textContent: error.code ?? error.name }), h('p', { textContent: error.message || error.errors?.[0]?.message })))
  }

  /** @param {boolean} open */
  #usable (open) {
    this.#words.disabled = this.#send.disabled = !open
    this.#button.textContent = open ? 'Disconnect' : 'Connect'
    if (open) this.#words.focus({ preventScroll: true })
  }

  /**
   * @param {'mine' | 'theirs'} whose
   * @param {string} text
   */
  #add (whose, text) {
    this.#said.append(h(`li.${whose}`, { textContent: text }))
    while (this.#said.children.length > KEPT) this.#said.firstChild.remove()
    this.#said.scrollTop = this.#said.scrollHeight
  }
}
