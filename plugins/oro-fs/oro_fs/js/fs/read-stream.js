import { NotImplementedError } from 'oro:errors'
import { outOfRange } from 'oro:errors/node'
import { read } from './descriptor.js'
import { checkedPosition, FileStream, HIGH_WATER_MARK } from './file-stream.js'
import { perform } from './operation.js'
import { TextPieces } from './text-pieces.js'

/** @typedef {import('./file-stream.js').FileStreamOptions} FileStreamOptions */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Reads a file piece by piece. It is read only as fast as pieces are taken, by a `data` listener that does
 * not pause, by a pipe whose end has room, or by a loop; at most one piece is fetched ahead.
 */
export class ReadStream extends FileStream {
  bytesRead = 0
  readable = true
  readableEnded = false
  /** @type {boolean | null} */
  readableFlowing = null

  #running = false
  #done = false
  /** @type {number} -1 follows the file's own position */
  #at
  #end
  /** @type {Promise<Bytes | null> | null} */
  #ahead = null
  /** @type {Bytes[]} */
  #kept = []
  /** @type {TextPieces | null} */
  #text = null
  /** @type {Map<any, () => void>} */
  #pipes = new Map()

  /**
   * @param {import('./paths.js').PathLike | null} path
   * @param {FileStreamOptions} [options]
   */
  constructor (path, options = {}) {
    const start = checkedPosition('start', options.start)
    const end = checkedPosition('end', options.end) ?? Infinity
    if ((start ?? 0) > end) throw outOfRange('start', `<= "end" (here: ${end})`, start)
    super(path, options, 'r')
    const owns = options.fd === undefined && options.handle === undefined
    this.#at = start ?? (owns ? 0 : -1)
    this.#end = end - (this.#at < 0 ? 0 : this.#at) + 1
    this.readableHighWaterMark = options.highWaterMark ?? HIGH_WATER_MARK
    if (options.encoding) this.setEncoding(options.encoding)
    this.once('close', () => { this.readable = false })
  }

  /**
   * @param {string | symbol} name
   * @param {(...args: any[]) => any} listener
   */
  on (name, listener) {
    super.on(name, listener)
    if (name === 'data' && this.readableFlowing !== false) this.resume()
    if (name === 'readable') throw new NotImplementedError('the "readable" event of fs.ReadStream')
    return this
  }

  /**
   * @param {string | symbol} name
   * @param {(...args: any[]) => any} listener
   */
  addListener (name, listener) {
    return this.on(name, listener)
  }

  /** Have `data` events, and loops, give text. @param {string} encoding */
  setEncoding (encoding) {
    this.#text = new TextPieces(encoding)
    return this
  }

  pause () {
    this.readableFlowing = false
    return this
  }

  resume () {
    this.readableFlowing = true
    this.#flow()
    return this
  }

  isPaused () {
    return this.readableFlowing === false
  }

  /**
   * Write every piece to `target`, waiting whenever it is full.
   * @template {{ write: Function, end: Function, on: Function, removeListener: Function, emit: Function }} T
   * @param {T} target
   * @param {{ end?: boolean }} [options] `end: false` leaves it open
   * @returns {T}
   */
  pipe (target, { end = true } = {}) {
    const onData = (/** @type {any} */ piece) => { if (target.write(piece) === false) this.pause() }
    const onDrain = () => { this.resume() }
    const onEnd = () => { if (end) target.end() }
    const stop = () => {
      this.removeListener('data', onData)
      this.removeListener('end', onEnd)
      target.removeListener('drain', onDrain)
      target.removeListener('close', stop)
      this.#pipes.delete(target)
    }
    this.#pipes.set(target, stop)
    target.on('drain', onDrain)
    target.on('close', stop)
    target.emit('pipe', this)
    this.on('end', onEnd)
    this.on('data', onData)
    return target
  }

  /** @param {any} [target] every one unless given */
  unpipe (target) {
    for (const stop of target === undefined ? [...this.#pipes.values()] : [this.#pipes.get(target)]) stop?.()
    if (this.#pipes.size === 0) this.pause()
    return this
  }

  /** @returns {any} */
  read () {
    throw new NotImplementedError('fs.ReadStream.read(): listen for "data", or loop')
  }

  /** @returns {AsyncGenerator<any, void, void>} leaving the loop closes the file */
  async * [Symbol.asyncIterator] () {
    this.on('error', () => {})
    try {
      for (let piece = await this.#next(); piece !== null; piece = await this.#next()) {
        const given = this.#told(piece)
        if (given.length) yield given
      }
      const rest = this.#text?.end()
      if (rest) yield rest
    } catch (error) {
      this.destroy(error)
      throw error
    } finally {
      this.#finish()
    }
  }

  async #flow () {
    if (this.#running || this.destroyed || this.readableEnded) return
    this.#running = true
    try {
      while (this.readableFlowing && !this.destroyed) {
        const piece = await this.#next()
        if (this.destroyed) return
        if (piece === null) {
          this.#endFlow()
          return
        }
        if (this.readableFlowing) this.#emitData(this.#told(piece))
        else this.#kept.unshift(piece)
      }
    } catch (error) {
      this.destroy(error)
    } finally {
      this.#running = false
    }
  }

  /** @param {any} data */
  #emitData (data) {
    if (data.length === 0) return
    try {
      this.emit('data', data)
    } catch (error) {
      // A listener's mistake is an uncaught error and no fault of the file.
      queueMicrotask(() => { throw error })
    }
  }

  #endFlow () {
    const rest = this.#text?.end()
    if (rest) this.#emitData(rest)
    this.#finish()
  }

  #finish () {
    if (!this.readableEnded && !this.destroyed && this.#done) {
      this.readableEnded = true
      queueMicrotask(() => this.emit('end'))
    }
    queueMicrotask(() => { if (this.autoClose) this.destroy() })
  }

  /** @param {Bytes} piece */
  #told (piece) {
    return this.#text ? this.#text.write(piece) : piece
  }

  /** @returns {Promise<Bytes | null>} the next piece, null at the end */
  async #next () {
    if (this.#kept.length) return /** @type {Bytes} */ (this.#kept.shift())
    if (this.errored) throw this.errored
    const piece = await (this.#ahead ?? this.#fetch())
    this.#ahead = piece === null || this.#at < 0 ? null : this.#fetch()
    this.#ahead?.catch(() => {})
    return piece
  }

  /** @returns {Promise<Bytes | null>} */
  async #fetch () {
    const { id } = await this.handle
    const size = Math.min(this.readableHighWaterMark, this.#end - this.bytesRead)
    if (this.#done || size <= 0 || this.destroyed) return this.#over()
    const offset = this.#at < 0 ? -1 : this.#at + this.bytesRead
    const piece = await perform(read(id, size, offset, this.options.signal))
    if (piece.length === 0) return this.#over()
    this.bytesRead += piece.length
    return piece
  }

  #over () {
    this.#done = true
    return null
  }
}

export default ReadStream
