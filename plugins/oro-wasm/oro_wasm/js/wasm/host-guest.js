import { request, write } from 'oro:ipc'
import { received, sendable } from './host-values.js'
import { outcome } from './outcome.js'

/** Bytes sent at once. */
const PIECE = 1 << 20
let next = 0

/**
 * A guest in a process of the host.
 * @implements {Guest}
 */
export class HostGuest {
  #id = `${crypto.randomUUID()}-${++next}`
  #task

  /** @param {import('./guest.js').Task} task */
  constructor (task) {
    this.#task = task
  }

  async start () {
    const { module, asked, called, params } = this.#task
    const described = {
      ...await module.named(),
      id: this.#id,
      name: module.path === null ? module.name : '',
      args: called === undefined ? asked.args : sendable(params ?? []),
      function: called ?? '',
      ...grantsAndLimits(asked)
    }
    const { err } = await write('wasm.start', {}, JSON.stringify(described))
    if (err) throw err
  }

  /** @param {1 | 2} fd @returns {Promise<Uint8Array | null>} */
  async take (fd) {
    const { err, data } = await request('wasm.take', { id: this.#id, fd }, { responseType: 'arraybuffer' })
    if (err) throw err
    return data.byteLength ? new Uint8Array(data) : null
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  async write (bytes) {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const { err } = await write('wasm.write', { id: this.#id }, bytes.subarray(at, at + PIECE))
      if (err) throw err
    }
  }

  async end () {
    await request('wasm.end', { id: this.#id })
  }

  /** @param {1 | 2} fd */
  close (fd) {
    request('wasm.close', { id: this.#id, fd })
  }

  async wait () {
    const { err, data } = await request('wasm.wait', { id: this.#id })
    if (err) throw err
    return outcome({ ...data, results: received(data.results, data.types) })
  }

  kill () {
    request('wasm.kill', { id: this.#id })
  }
}

/** @typedef {import('./guest.js').Guest} Guest */

/** @param {import('./options.js').Asked} asked */
export function grantsAndLimits ({ folders: directories, env, clocks, random, network, memory, fuel, timeout }) {
  return {
    grants: { directories, env, clocks, random, network },
    limits: { ...(memory === null ? {} : { memory }), fuel, timeout: timeout === null ? null : timeout / 1000 }
  }
}
