/** The terminal of a guest: shows its output as it comes, and sends it the lines that are typed. */

import { h, until } from 'oro:panel'

/** Characters kept; what came before goes. */
const KEPT = 40000
/** Milliseconds between two updates. */
const PAUSE = 40

export class Terminal {
  /** @type {import('oro:wasm').Run | null} */
  guest = null
  /** @type {{ kind: string, text: string }[]} */
  #pieces = []
  #length = 0
  #timer = null
  #writer = null
  #screen = h('div.wa-screen.mono', { role: 'log', tabIndex: 0, 'aria-label': 'Output' })
  #line = h('input.field.mono', { placeholder: 'A line for its input', 'aria-label': 'Input', spellcheck: false, autocapitalize: 'off' })
  #done = h('button', { type: 'button', textContent: 'End of input', onclick: () => this.finish() })
  #form = h('form.wa-say', {}, this.#line, this.#done)

  /** @param {string} empty what stands there before anything was written */
  constructor (empty) {
    this.#screen.dataset.empty = empty
    this.#form.onsubmit = (event) => {
      event.preventDefault()
      this.say(this.#line.value)
      this.#line.value = ''
    }
    this.element = h('div.wa-terminal', {}, this.#screen, this.#form)
    this.#enable(false)
  }

  /** The text it shows. */
  get text () {
    this.#draw()
    return this.#screen.textContent
  }

  /**
   * Show a guest until it has ended.
   * @param {import('oro:wasm').Run} guest
   * @returns {Promise<import('oro:wasm').Outcome>}
   */
  async follow (guest) {
    this.clear()
    this.guest = guest
    this.#writer = guest.stdin.getWriter()
    this.#enable(true)
    const began = performance.now()
    try {
      const [ended] = await Promise.all([guest.exited, this.#read(guest.stdout, 'out'), this.#read(guest.stderr, 'err')])
      if (this.guest === guest) this.add('end', `${described(ended)}, ${(performance.now() - began).toFixed(0)} ms`)
      return ended
    } catch (error) {
      if (this.guest === guest) this.add('err', error.message)
      throw error
    } finally {
      if (this.guest === guest) {
        this.guest = null
        this.#enable(false)
      }
    }
  }

  /** @param {string} text a line for the guest */
  say (text) {
    if (!this.guest) return
    this.add('in', `${text}\n`)
    this.#writer.write(`${text}\n`).catch(() => {})
  }

  /** Tell the guest that nothing more comes. */
  finish () {
    this.#writer?.close().catch(() => {})
    this.#enable(false)
  }

  stop () {
    this.guest?.kill()
  }

  /** Wait until it shows a text. */
  async until (text) {
    await until(() => this.text.includes(text), `it never said “${text}”`)
  }

  clear () {
    this.#pieces = []
    this.#length = 0
    this.#draw()
  }

  /** @param {'out' | 'err' | 'in' | 'end'} kind @param {string} text */
  add (kind, text) {
    const last = this.#pieces.at(-1)
    if (last?.kind === kind) last.text += text
    else this.#pieces.push({ kind, text })
    this.#length += text.length
    while (this.#length > KEPT && this.#pieces.length > 1) this.#length -= this.#pieces.shift().text.length
    if (this.#length > KEPT) {
      this.#pieces[0].text = this.#pieces[0].text.slice(-KEPT / 2)
      this.#length = this.#pieces[0].text.length
    }
    this.#timer ??= setTimeout(() => this.#draw(), PAUSE)
  }

  async #read (stream, kind) {
    const decoder = new TextDecoder()
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read()
      if (done) return
      this.add(kind, decoder.decode(value, { stream: true }))
    }
  }

  #enable (on) {
    this.#line.disabled = this.#done.disabled = !on
    if (on) this.#line.focus({ preventScroll: true })
  }

  #draw () {
    clearTimeout(this.#timer)
    this.#timer = null
    this.#screen.replaceChildren(...this.#pieces.map(({ kind, text }) => h(`span.${kind}`, { textContent: text })))
    this.#screen.scrollTop = this.#screen.scrollHeight
  }
}

/** @param {import('oro:wasm').Outcome} outcome */
function described ({ code, stopped, trap, fuel }) {
  if (stopped) return stopped === 'timeout' ? 'its time was over' : 'stopped'
  if (!trap) return `exited with ${code}${fuel == null ? '' : ` after ${fuel.toLocaleString('en')} instructions`}`
  const where = trap.frames.slice(0, 4).map((frame) => frame.function).join(' ← ')
  return `trapped: ${trap.message}${where ? `, in ${where}` : ''}`
}
