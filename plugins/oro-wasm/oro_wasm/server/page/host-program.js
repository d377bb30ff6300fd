/**
 * A program in a process of the host, as `oro:wasm` runs it: for windows only, and for components only there.
 * @module
 */

import { address } from './channel.js'

/** @typedef {import('./guest.js').Told} Told */

export class HostProgram {
  #told
  /** @type {any} */
  #run = null
  /** Orders that came before it had started. */
  #early = { text: '', ended: false, stopped: false }
  /** @type {WritableStreamDefaultWriter<string> | null} */
  #input = null
  #active = 0

  /** @param {Told} told */
  constructor (told) {
    this.#told = told
  }

  get busy () {
    return this.#active > 0
  }

  /** @param {string[]} args @returns {Promise<number>} what the program exited with */
  async run (args) {
    this.#active++
    try {
      return await this.#ended(args)
    } finally {
      this.#active--
      this.#run = this.#input = null
      this.#early = { text: '', ended: false, stopped: false }
    }
  }

  /** @param {string} text for the program to read */
  async type (text) {
    if (this.#input) await this.#input.write(text)
    else this.#early.text += text
  }

  async endInput () {
    if (this.#input) await this.#input.close()
    else this.#early.ended = true
  }

  stop () {
    if (this.#run) this.#run.kill()
    else this.#early.stopped = true
  }

  /** @param {string[]} args @returns {Promise<number>} */
  async #ended (args) {
    // Not a literal: browsers, which have no such module, read this file too.
    const module = '/oro/wasm.js'
    const { run } = await import(module)
    const answer = await fetch(address('module.wasm'))
    if (!answer.ok) throw new Error(await answer.text())
    const running = this.#run = run(await answer.arrayBuffer(), { args, engine: 'host' })
    this.#input = running.stdin.getWriter()
    this.#input?.closed.catch(() => {}) // a program that has ended reads no more
    this.#catchUp()
    await Promise.all([this.#pass(running.stdout, 'stdout'), this.#pass(running.stderr, 'stderr')])
    const { code, trap, stopped } = await running.exited
    if (stopped) throw new Error('stopped')
    if (trap) throw new Error(`The module trapped: ${trap.message}`)
    return code
  }

  /** Do what was asked before it had started. */
  #catchUp () {
    const { text, ended, stopped } = this.#early
    if (text) this.#input?.write(text).catch(() => {})
    if (ended) this.#input?.close().catch(() => {})
    if (stopped) this.stop()
  }

  /** @param {ReadableStream<Uint8Array>} stream @param {'stdout' | 'stderr'} name */
  async #pass (stream, name) {
    const decoder = new TextDecoder()
    const reader = stream.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      this.#told(name, decoder.decode(next.value, { stream: true }))
    }
  }
}
