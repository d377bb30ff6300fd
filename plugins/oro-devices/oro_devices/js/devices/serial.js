/**
 * Serial ports, as the [Web Serial API](https://wicg.github.io/serial/) has them; `navigator.serial` is made of this.
 *
 *     const port = await navigator.serial.requestPort({ filters: [{ usbVendorId: 0x2341 }] })
 *     await port.open({ baudRate: 115200 })
 *     for await (const bytes of port.readable) show(bytes)
 *
 * @module
 */

import { bytesOf, call, post, send } from './internal/call.js'
import { expose, handlers, Plugs } from './internal/plugs.js'

export * as default from './serial.js'

/** @typedef {{ usbVendorId?: number, usbProductId?: number, bluetoothServiceClassId?: string | number }} PortFilter */
/** @typedef {{ usbVendorId?: number, usbProductId?: number, bluetoothServiceClassId?: string | number }} PortInfo */
/**
 * @typedef {object} SerialOptions
 * @property {number} baudRate
 * @property {7 | 8} [dataBits]
 * @property {1 | 2} [stopBits]
 * @property {'none' | 'even' | 'odd'} [parity]
 * @property {number} [bufferSize] bytes that are read ahead, and taken before a write has to wait
 * @property {'none' | 'hardware'} [flowControl]
 */

const made = Symbol('made')
const CHUNK = 65536

/** A serial port. */
export class SerialPort extends EventTarget {
  /** @type {'closed' | 'opening' | 'opened' | 'closing' | 'forgotten'} */
  #state = 'closed'
  #connected = true
  #id
  #info
  #bufferSize = 255
  /** @type {ReadableStream<Uint8Array> | null} */
  #readable = null
  /** @type {WritableStream<BufferSource> | null} */
  #writable = null

  /**
   * @param {symbol} token
   * @param {{ id: string, info: PortInfo }} told
   */
  constructor (token, told) {
    if (token !== made) throw new TypeError('Illegal constructor')
    super()
    this.#id = told.id
    this.#info = told.info
  }

  /** Whether its device is plugged in, as far as the page was told. */
  get connected () {
    return this.#connected
  }

  /** The bytes that come; null unless the port is open. */
  get readable () {
    if (this.#readable === null && this.#usable) this.#readable = this.#incoming()
    return this.#readable
  }

  /** The bytes to send; null unless the port is open. */
  get writable () {
    if (this.#writable === null && this.#usable) this.#writable = this.#outgoing()
    return this.#writable
  }

  /** @returns {PortInfo} */
  getInfo () {
    return { ...this.#info }
  }

  /**
   * @param {SerialOptions} options
   * @returns {Promise<void>} rejects with an InvalidStateError when it is open, and with a NetworkError when the system
   *   refuses; `udev` and `group` of that say what gives the right
   */
  async open (options) {
    if (this.#state !== 'closed') throw invalid('open', this.#state === 'forgotten' ? 'The port has been forgotten.' : 'The port is already open.')
    const { bufferSize, ...asked } = checked(options)
    this.#state = 'opening'
    try {
      await call('serial.open', { id: this.#id, ...asked })
    } catch (error) {
      this.#state = 'closed'
      throw /** @type {any} */ (error).name === 'NotFoundError' ? new DOMException(/** @type {Error} */ (error).message, 'NetworkError') : error
    }
    this.#bufferSize = bufferSize
    this.#connected = true
    this.#state = 'opened'
  }

  /** @returns {Promise<void>} rejects with a TypeError while a reader or writer holds a stream */
  async close () {
    if (this.#state !== 'opened') throw invalid('close', 'The port is already closed.')
    if (this.#readable?.locked) throw new TypeError('Cannot close the port: a reader holds "readable"; release its lock first')
    if (this.#writable?.locked) throw new TypeError('Cannot close the port: a writer holds "writable"; release its lock first')
    this.#state = 'closing'
    await Promise.allSettled([this.#readable?.cancel(), this.#writable?.abort()])
    this.#readable = this.#writable = null
    try {
      await call('serial.close', { id: this.#id })
    } catch (error) {
      if (/** @type {any} */ (error).name !== 'InvalidStateError') throw error // it is closed
    } finally {
      this.#state = 'closed'
    }
  }

  /** Take the grant back; the port is closed. */
  async forget () {
    this.#state = 'forgotten'
    ports.forget(this.#id)
    await Promise.allSettled([this.#readable?.locked ? null : this.#readable?.cancel(), this.#writable?.locked ? null : this.#writable?.abort()])
    await call('serial.forget', { id: this.#id })
  }

  /** @returns {Promise<{ dataCarrierDetect: boolean, clearToSend: boolean, ringIndicator: boolean, dataSetReady: boolean }>} */
  async getSignals () {
    if (this.#state !== 'opened') throw invalid('getSignals', 'The port is closed.')
    return call('serial.getSignals', { id: this.#id })
  }

  /** @param {{ dataTerminalReady?: boolean, requestToSend?: boolean, break?: boolean }} signals */
  async setSignals (signals = {}) {
    if (this.#state !== 'opened') throw invalid('setSignals', 'The port is closed.')
    const { dataTerminalReady, requestToSend, break: brk } = signals
    const given = Object.entries({ dataTerminalReady, requestToSend, brk }).filter(([, value]) => value !== undefined)
    if (given.length === 0) throw new TypeError("Failed to execute 'setSignals' on 'SerialPort': Signals dictionary must contain at least one member.")
    await call('serial.setSignals', { id: this.#id, ...Object.fromEntries(given.map(([name, value]) => [name, Boolean(value)])) })
  }

  /**
   * @param {string} type
   * @param {any[]} rest
   */
  addEventListener (type, ...rest) {
    if (type === 'connect' || type === 'disconnect') ports.watch().catch(error => console.warn(error.message))
    super.addEventListener(type, .../** @type {[any]} */ (rest))
  }

  /**
   * Note whether the device is there; returns whether that is news.
   * @param {boolean} connected
   */
  [made] (connected) {
    const news = this.#connected !== connected
    this.#connected = connected
    return news
  }

  get #usable () {
    return this.#state === 'opened' && this.#connected
  }

  /** @returns {ReadableStream<Uint8Array>} reads ahead no more than the page asked for */
  #incoming () {
    const abort = new AbortController()
    /** @type {any} */
    const source = {
      type: 'bytes',
      pull: async (/** @type {ReadableByteStreamController} */ controller) => {
        try {
          const data = await call('serial.read', { id: this.#id, size: CHUNK }, { signal: abort.signal, responseType: 'arraybuffer' })
          if (!abort.signal.aborted) controller.enqueue(new Uint8Array(data))
        } catch (error) {
          if (abort.signal.aborted) return
          this.#readable = null
          controller.error(error)
          this.#failed(error)
        }
      },
      cancel: async () => {
        abort.abort()
        this.#readable = null
        await this.#discard('incoming')
      }
    }
    return new ReadableStream(source, { highWaterMark: this.#bufferSize })
  }

  /** @returns {WritableStream<BufferSource>} */
  #outgoing () {
    return new WritableStream({
      write: async chunk => {
        try {
          await send('serial.write', { id: this.#id }, bytesOf(chunk, "'write' on 'UnderlyingSinkBase'"))
        } catch (error) {
          this.#writable = null
          this.#failed(error)
          throw error
        }
      },
      close: async () => {
        this.#writable = null
        await call('serial.drain', { id: this.#id })
      },
      abort: async () => {
        this.#writable = null
        await this.#discard('outgoing')
      }
    }, { highWaterMark: this.#bufferSize, size: chunk => chunk?.byteLength ?? 0 })
  }

  /** @param {'incoming' | 'outgoing'} what */
  async #discard (what) {
    await call('serial.discard', { id: this.#id, what }).catch(() => {}) // a port that is gone has nothing left
  }

  /** @param {any} error */
  #failed (error) {
    if (error.cause?.code === 'ERR_DEVICE_LOST') ports.tell(this, false)
  }
}

handlers(SerialPort.prototype, ['connect', 'disconnect'])
expose({ SerialPort })

/** @type {Plugs<SerialPort>} */
const ports = new Plugs({
  kind: 'serial',
  make: told => new SerialPort(made, told),
  event: type => new Event(type),
  connected: (port, connected) => port[made](connected)
})

/**
 * @param {{ filters?: PortFilter[], allowedBluetoothServiceClassIds?: (string | number)[] }} [options]
 * @returns {Promise<SerialPort>} rejects with a NotFoundError when the person chose none
 */
export async function requestPort ({ filters = [] } = {}) {
  for (const filter of filters) check(filter)
  return ports.of(await post('serial.requestPort', { filters }))
}

/** @returns {Promise<SerialPort[]>} those that the page was given and that are there */
export async function getPorts () {
  return (await call('serial.getPorts')).map((/** @type {any} */ told) => ports.of(told))
}

/**
 * Have a target told of ports that are plugged in and out.
 * @param {EventTarget} manager
 */
export async function watch (manager) {
  await ports.watch(manager)
}

/** @param {PortFilter} filter */
function check ({ usbVendorId, usbProductId, bluetoothServiceClassId }) {
  if (bluetoothServiceClassId !== undefined) {
    if (usbVendorId !== undefined || usbProductId !== undefined) throw new TypeError('A filter cannot specify both bluetoothServiceClassId and usbVendorId or usbProductId.')
  } else if (usbVendorId === undefined) {
    throw new TypeError(usbProductId === undefined ? 'A filter cannot be empty.' : 'A filter containing a usbProductId must also specify a usbVendorId.')
  }
}

/**
 * @param {SerialOptions} options
 * @returns {Required<SerialOptions>}
 */
function checked (options) {
  const { baudRate, dataBits = 8, stopBits = 1, parity = 'none', bufferSize = 255, flowControl = 'none' } = options ?? {}
  const wrong = (/** @type {string} */ why) => new TypeError(`Failed to execute 'open' on 'SerialPort': ${why}`)
  if (!Number.isInteger(baudRate) || baudRate <= 0) throw wrong('baudRate must be a whole number greater than zero')
  if (dataBits !== 7 && dataBits !== 8) throw wrong('dataBits must be 7 or 8')
  if (stopBits !== 1 && stopBits !== 2) throw wrong('stopBits must be 1 or 2')
  if (!['none', 'even', 'odd'].includes(parity)) throw wrong('parity must be "none", "even" or "odd"')
  if (!Number.isInteger(bufferSize) || bufferSize <= 0 || bufferSize > 1 << 24) throw wrong('bufferSize must be between 1 and 16777216')
  if (flowControl !== 'none' && flowControl !== 'hardware') throw wrong('flowControl must be "none" or "hardware"')
  return { baudRate, dataBits, stopBits, parity, bufferSize, flowControl }
}

/**
 * @param {string} method
 * @param {string} why
 */
function invalid (method, why) {
  return new DOMException(`Failed to execute '${method}' on 'SerialPort': ${why}`, 'InvalidStateError')
}

