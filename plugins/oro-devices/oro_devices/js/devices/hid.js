/**
 * HID devices, as [WebHID](https://wicg.github.io/webhid/) has them; `navigator.hid` is made of this.
 *
 *     const [device] = await navigator.hid.requestDevice({ filters: [{ vendorId: 0x0fd9 }] })
 *     await device.open()
 *     device.oninputreport = ({ reportId, data }) => show(reportId, data.getUint8(0))
 *
 * @module
 */

import { bytesOf, call, post, send } from './internal/call.js'
import { expose, handlers, Plugs } from './internal/plugs.js'

export * as default from './hid.js'

/** @typedef {{ vendorId?: number, productId?: number, usagePage?: number, usage?: number }} DeviceFilter */
/**
 * @typedef {object} CollectionInfo
 * @property {number} usagePage
 * @property {number} usage
 * @property {number} type
 * @property {CollectionInfo[]} children
 * @property {{ reportId: number, items: any[] }[]} inputReports
 * @property {{ reportId: number, items: any[] }[]} outputReports
 * @property {{ reportId: number, items: any[] }[]} featureReports
 */

const made = Symbol('made')
const HEAD = 3

/** An input report of a device. */
export class HIDInputReportEvent extends Event {
  /**
   * @param {string} type
   * @param {{ device: HIDDevice, reportId: number, data: DataView }} init
   */
  constructor (type, { device, reportId, data }) {
    super(type)
    this.device = device
    this.reportId = reportId
    this.data = data
  }
}

/** A device that is plugged in or out. */
export class HIDConnectionEvent extends Event {
  /**
   * @param {string} type
   * @param {{ device: HIDDevice }} init
   */
  constructor (type, { device }) {
    super(type)
    this.device = device
  }
}

/** A HID device. */
export class HIDDevice extends EventTarget {
  /** @type {'closed' | 'opening' | 'opened' | 'forgotten'} */
  #state = 'closed'
  #connected = true
  #id
  #info
  /** @type {CollectionInfo[]} */
  #collections
  /** @type {AbortController | null} */
  #reading = null

  /**
   * @param {symbol} token
   * @param {{ id: string, info: any }} told
   */
  constructor (token, { id, info }) {
    if (token !== made) throw new TypeError('Illegal constructor')
    super()
    this.#id = id
    this.#info = info
    this.#collections = info.collections
  }

  get opened () {
    return this.#state === 'opened'
  }

  /** @returns {number} */
  get vendorId () {
    return this.#info.vendorId
  }

  /** @returns {number} */
  get productId () {
    return this.#info.productId
  }

  /** @returns {string} */
  get productName () {
    return this.#info.productName
  }

  get collections () {
    return this.#collections
  }

  /** @returns {Promise<void>} rejects with an InvalidStateError when it is open, and with a NetworkError when the system refuses */
  async open () {
    if (this.#state !== 'closed') throw invalid('open', this.#state === 'forgotten' ? 'The device has been forgotten.' : 'The device is already open.')
    this.#state = 'opening'
    try {
      this.#collections = (await call('hid.open', { id: this.#id })).collections
    } catch (error) {
      this.#state = 'closed'
      throw /** @type {any} */ (error).name === 'NotFoundError' ? new DOMException(/** @type {Error} */ (error).message, 'NetworkError') : error
    }
    this.#state = 'opened'
    this.#connected = true
    this.#reading = new AbortController()
    this.#read(this.#reading.signal)
  }

  async close () {
    if (this.#state !== 'opened') return
    this.#state = 'closed'
    this.#reading?.abort()
    await call('hid.close', { id: this.#id }).catch(ignoreClosed)
  }

  /** Take the grant back; the device is closed. */
  async forget () {
    this.#state = 'forgotten'
    this.#reading?.abort()
    devices.forget(this.#id)
    await call('hid.forget', { id: this.#id })
  }

  /**
   * @param {number} reportId 0 where the device has no ids
   * @param {BufferSource} data
   */
  async sendReport (reportId, data) {
    this.#check('sendReport', reportId)
    await send('hid.sendReport', { id: this.#id, reportId }, bytesOf(data, "'sendReport' on 'HIDDevice'")).catch(asNotAllowed)
  }

  /**
   * @param {number} reportId 0 where the device has no ids
   * @param {BufferSource} data
   */
  async sendFeatureReport (reportId, data) {
    this.#check('sendFeatureReport', reportId)
    await send('hid.sendFeatureReport', { id: this.#id, reportId }, bytesOf(data, "'sendFeatureReport' on 'HIDDevice'")).catch(asNotAllowed)
  }

  /**
   * @param {number} reportId 0 where the device has no ids
   * @returns {Promise<DataView>} the report, its id first where the device has ids
   */
  async receiveFeatureReport (reportId) {
    this.#check('receiveFeatureReport', reportId)
    const data = await call('hid.receiveFeatureReport', { id: this.#id, reportId }, { responseType: 'arraybuffer' }).catch(asNotAllowed)
    return new DataView(data)
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

  /** @param {AbortSignal} signal */
  async #read (signal) {
    try {
      while (!signal.aborted) {
        const answer = await call('hid.read', { id: this.#id }, { signal, responseType: 'arraybuffer' })
        if (signal.aborted) return
        for (const [reportId, data] of unframed(answer)) this.dispatchEvent(new HIDInputReportEvent('inputreport', { device: this, reportId, data }))
      }
    } catch (error) {
      if (signal.aborted) return
      await this.close()
      if (/** @type {any} */ (error).cause?.code === 'ERR_DEVICE_LOST') devices.tell(this, false)
      else console.warn(/** @type {Error} */ (error).message)
    }
  }

  /**
   * @param {string} method
   * @param {number} reportId
   */
  #check (method, reportId) {
    if (this.#state !== 'opened') throw invalid(method, 'The device must be opened first.')
    if (!Number.isInteger(reportId) || reportId < 0 || reportId > 255) throw new TypeError(`Failed to execute '${method}' on 'HIDDevice': reportId must be between 0 and 255`)
  }
}

handlers(HIDDevice.prototype, ['inputreport'])
expose({ HIDDevice, HIDConnectionEvent, HIDInputReportEvent })

/** @type {Plugs<HIDDevice>} */
const devices = new Plugs({
  kind: 'hid',
  make: told => new HIDDevice(made, told),
  event: (type, device) => new HIDConnectionEvent(type, { device }),
  connected: (device, connected) => device[made](connected)
})

/**
 * @param {{ filters: DeviceFilter[], exclusionFilters?: DeviceFilter[] }} options
 * @returns {Promise<HIDDevice[]>} empty when the person chose none
 */
export async function requestDevice (options) {
  if (!Array.isArray(options?.filters)) throw new TypeError("Failed to execute 'requestDevice' on 'HID': required member filters is undefined.")
  const { filters, exclusionFilters } = options
  for (const filter of [...filters, ...exclusionFilters ?? []]) check(filter)
  if (exclusionFilters?.length === 0) throw new TypeError("Failed to execute 'requestDevice' on 'HID': exclusionFilters must not be empty.")
  try {
    return [devices.of(await post('hid.requestDevice', { filters, exclusionFilters: exclusionFilters ?? [] }))]
  } catch (error) {
    if (/** @type {any} */ (error).name === 'NotFoundError') return []
    throw error
  }
}

/** @returns {Promise<HIDDevice[]>} those that the page was given and that are there */
export async function getDevices () {
  return (await call('hid.getDevices')).map((/** @type {any} */ told) => devices.of(told))
}

/**
 * Have a target told of devices that are plugged in and out.
 * @param {EventTarget} manager
 */
export async function watch (manager) {
  await devices.watch(manager)
}

/** @param {DeviceFilter} filter */
function check ({ vendorId, productId, usagePage, usage }) {
  if (vendorId === undefined && productId === undefined && usagePage === undefined && usage === undefined) throw new TypeError('A filter cannot be empty.')
  if (productId !== undefined && vendorId === undefined) throw new TypeError('A filter containing a productId must also specify a vendorId.')
  if (usage !== undefined && usagePage === undefined) throw new TypeError('A filter containing a usage must also specify a usagePage.')
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {Iterable<[reportId: number, data: DataView]>}
 */
function * unframed (bytes) {
  const view = new DataView(bytes)
  for (let at = 0; at < bytes.byteLength;) {
    const size = view.getUint16(at, true)
    yield [view.getUint8(at + 2), new DataView(bytes.slice(at + HEAD, at + HEAD + size))]
    at += HEAD + size
  }
}

/** @param {any} error */
function ignoreClosed (error) {
  if (error.name !== 'InvalidStateError') throw error
}

/**
 * @param {any} error
 * @returns {never}
 */
function asNotAllowed (error) {
  throw error.cause?.code === 'ERR_DENIED' ? new DOMException(error.message, 'NotAllowedError') : error
}

/**
 * @param {string} method
 * @param {string} why
 */
function invalid (method, why) {
  return new DOMException(`Failed to execute '${method}' on 'HIDDevice': ${why}`, 'InvalidStateError')
}
