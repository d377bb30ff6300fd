/**
 * WASI preview 1 for the panel: the engine of `oro:wasm`, whose input and sleeps are waited for by asking the server.
 * A worker cannot wait for a message in the middle of a call; a request that is not asynchronous it can.
 * @module
 */

/** @typedef {(stream: 'stdout' | 'stderr', text: string) => void} Told */

/** Text of a program, held back while it writes many small pieces. */
export class Output {
  #told
  #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  #held = { stdout: '', stderr: '' }
  #since = 0

  /** @param {Told} told */
  constructor (told) {
    this.#told = told
  }

  /** @param {'stdout' | 'stderr'} stream @param {Uint8Array} bytes */
  write (stream, bytes) {
    if (stream === 'stderr' && this.#held.stdout) this.flush()
    this.#held[stream] += this.#decoders[stream].decode(bytes, { stream: true })
    const now = performance.now()
    if (now - this.#since > 20 || this.#held[stream].length > 16384) this.flush()
  }

  /** Pass on what is held back. */
  flush () {
    this.#since = performance.now()
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      const text = this.#held[stream]
      this.#held[stream] = ''
      if (text) this.#told(stream, text)
    }
  }
}

/** The system one instance sees: arguments, input, output, clocks and randomness, and no files. */
export class Wasi {
  /** @type {any} */
  #system = null

  /** @param {string[]} args @param {string} input address to read input from @param {Output} output */
  constructor (args, input, output) {
    this.args = args
    this.input = input
    this.output = output
  }

  /** The exit code of the program, or null. @returns {number | null} */
  get exited () {
    return this.#system?.exited ?? null
  }

  /** @returns {Promise<Record<string, unknown>>} the functions of `wasi_snapshot_preview1` */
  async imports () {
    const engine = '/_wasm/engine/wasi/preview1/'
    const [{ System }, streams] = await Promise.all([
      import(`${engine}system.js`), import(`${engine}descriptors/streams.js`)
    ])
    this.#system = new System({
      args: this.args,
      env: {},
      descriptors: [
        new streams.Input(new TypedInput(this.input, this.output)),
        new streams.Output((/** @type {Uint8Array} */ bytes) => this.output.write('stdout', bytes)),
        new streams.Output((/** @type {Uint8Array} */ bytes) => this.output.write('stderr', bytes))
      ],
      sleep: (/** @type {number} */ ms) => sleep(this.input, this.output, ms)
    })
    return this.#system.imports
  }

  /** @param {WebAssembly.Exports} exports */
  attach (exports) {
    const memory = exports.memory
    if (memory instanceof WebAssembly.Memory) this.#system?.attach(memory)
  }
}

/** Input as it is typed. */
class TypedInput {
  /** @type {Uint8Array<ArrayBuffer>} */
  #left = new Uint8Array()
  #ended = false

  /** @param {string} address @param {Output} output */
  constructor (address, output) {
    this.address = address
    this.output = output
  }

  /** @param {number} size @returns {Uint8Array} */
  take (size) {
    while (!this.#left.length && !this.#ended) this.#wait(30_000)
    const taken = this.#left.subarray(0, size)
    this.#left = this.#left.subarray(taken.length)
    return taken
  }

  /** @param {number} ms @returns {{ size: bigint, ended: boolean } | null} */
  wait (ms) {
    if (!this.#left.length && !this.#ended) this.#wait(Math.min(ms, 30_000))
    if (!this.#left.length && !this.#ended) return null
    return { size: BigInt(this.#left.length), ended: this.#ended && !this.#left.length }
  }

  /** @param {number} ms */
  #wait (ms) {
    this.output.flush()
    const { input, ended } = JSON.parse(asked(`${this.address}/take?ms=${Math.max(0, Math.round(ms))}`))
    this.#left = new TextEncoder().encode(input)
    this.#ended = ended
  }
}

/** @param {string} address @param {Output} output @param {number} ms */
function sleep (address, output, ms) {
  output.flush()
  const until = performance.now() + ms
  for (let left = ms; left > 0; left = until - performance.now()) {
    if (left > 4) asked(`${address}/sleep?ms=${Math.min(30_000, Math.round(left))}`)
  }
}

/** @param {string} address @returns {string} the server's answer, waited for */
function asked (address) {
  const request = new XMLHttpRequest()
  request.open('GET', address, false)
  request.send()
  if (request.status !== 200) throw new Error(`Cannot wait for input: the server answered ${request.status}`)
  return request.responseText
}
