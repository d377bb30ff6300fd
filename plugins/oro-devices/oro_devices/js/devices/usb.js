/**
 * USB devices, as [WebUSB](https://wicg.github.io/webusb/) has them; `navigator.usb` is made of this.
 *
 *     const device = await navigator.usb.requestDevice({ filters: [{ vendorId: 0x2e8a }] })
 *     await device.open()
 *     await device.selectConfiguration(1)
 *     await device.claimInterface(2)
 *     const { data } = await device.transferIn(1, 64)
 *
 * @module
 */

import { bytesOf, call, post, send } from './internal/call.js'
import { expose, Plugs } from './internal/plugs.js'

export * as default from './usb.js'

/** @typedef {{ vendorId?: number, productId?: number, classCode?: number, subclassCode?: number, protocolCode?: number, serialNumber?: string }} DeviceFilter */
/** @typedef {{ requestType: 'standard' | 'class' | 'vendor', recipient: 'device' | 'interface' | 'endpoint' | 'other', request: number, value: number, index: number }} Setup */
/** @typedef {{ endpointNumber: number, direction: 'in' | 'out', type: 'bulk' | 'interrupt' | 'isochronous', packetSize: number }} Endpoint */
/** @typedef {{ alternateSetting: number, interfaceClass: number, interfaceSubclass: number, interfaceProtocol: number, interfaceName: string | null, endpoints: Endpoint[] }} Alternate */
/** @typedef {{ interfaceNumber: number, alternate: Alternate, alternates: Alternate[], claimed: boolean }} Interface */
/** @typedef {{ configurationValue: number, configurationName: string | null, interfaces: Interface[] }} Configuration */

const made = Symbol('made')

/** A device that is plugged in or out. */
export class USBConnectionEvent extends Event {
  /**
   * @param {string} type
   * @param {{ device: USBDevice }} init
   */
  constructor (type, { device }) {
    super(type)
    this.device = device
  }
}

/** The result of a transfer from the device. */
export class USBInTransferResult {
  /**
   * @param {'ok' | 'stall' | 'babble'} status
   * @param {DataView | null} [data]
   */
  constructor (status, data = null) {
    this.status = status
    this.data = data
  }
}

/** The result of a transfer to the device. */
export class USBOutTransferResult {
  /**
   * @param {'ok' | 'stall'} status
   * @param {number} [bytesWritten]
   */
  constructor (status, bytesWritten = 0) {
    this.status = status
    this.bytesWritten = bytesWritten
  }
}

/** A USB device. */
export class USBDevice extends EventTarget {
  #connected = true
  #opened = false
  #forgotten = false
  #id
  #info
  /** @type {Configuration[]} */
  #configurations
  /** @type {Configuration | null} */
  #configuration = null

  /**
   * @param {symbol} token
   * @param {{ id: string, info: any }} told
   */
  constructor (token, { id, info }) {
    if (token !== made) throw new TypeError('Illegal constructor')
    super()
    this.#id = id
    this.#info = info
    this.#configurations = info.configurations.map(configuration)
  }

  get opened () { return this.#opened }
  /** @returns {number} */
  get vendorId () { return this.#info.vendorId }
  /** @returns {number} */
  get productId () { return this.#info.productId }
  /** @returns {number} */
  get deviceClass () { return this.#info.deviceClass }
  /** @returns {number} */
  get deviceSubclass () { return this.#info.deviceSubclass }
  /** @returns {number} */
  get deviceProtocol () { return this.#info.deviceProtocol }
  /** @returns {string | null} */
  get manufacturerName () { return this.#info.manufacturerName }
  /** @returns {string | null} */
  get productName () { return this.#info.productName }
  /** @returns {string | null} */
  get serialNumber () { return this.#info.serialNumber }
  get usbVersionMajor () { return this.#info.usbVersion >> 8 }
  get usbVersionMinor () { return (this.#info.usbVersion >> 4) & 15 }
  get usbVersionSubminor () { return this.#info.usbVersion & 15 }
  get deviceVersionMajor () { return this.#info.deviceVersion >> 8 }
  get deviceVersionMinor () { return (this.#info.deviceVersion >> 4) & 15 }
  get deviceVersionSubminor () { return this.#info.deviceVersion & 15 }
  get configurations () { return this.#configurations }
  get configuration () { return this.#configuration }

  /** @returns {Promise<void>} rejects with a NetworkError when the system refuses; its `udev` says what gives the right */
  async open () {
    if (this.#forgotten) throw invalid('open', 'The device has been forgotten.')
    if (this.#opened) return
    const opened = await call('usb.open', { id: this.#id })
    this.#configuration = this.#configurations.find(each => each.configurationValue === opened.configuration) ?? null
    this.#opened = this.#connected = true
  }

  async close () {
    if (!this.#opened) return
    this.#opened = false
    this.#release()
    await call('usb.close', { id: this.#id }).catch(error => {
      if (error.name !== 'InvalidStateError') throw error
    })
  }

  /** Take the grant back; the device is closed. */
  async forget () {
    this.#opened = false
    this.#forgotten = true
    this.#release()
    devices.forget(this.#id)
    await call('usb.forget', { id: this.#id })
  }

  /** @param {number} value */
  async selectConfiguration (value) {
    await this.#call('selectConfiguration', { value })
    this.#release()
    this.#configuration = this.#configurations.find(each => each.configurationValue === value) ?? null
  }

  /** @param {number} number */
  async claimInterface (number) {
    await this.#call('claimInterface', { number })
    const found = this.#interface(number)
    if (found) found.claimed = true
  }

  /** @param {number} number */
  async releaseInterface (number) {
    await this.#call('releaseInterface', { number })
    const found = this.#interface(number)
    if (found) Object.assign(found, { claimed: false, alternate: found.alternates[0] })
  }

  /**
   * @param {number} number
   * @param {number} setting
   */
  async selectAlternateInterface (number, setting) {
    await this.#call('selectAlternateInterface', { number, setting })
    const found = this.#interface(number)
    if (found) found.alternate = found.alternates.find(each => each.alternateSetting === setting) ?? found.alternate
  }

  /**
   * @param {Setup} setup
   * @param {number} length
   */
  async controlTransferIn (setup, length) {
    return this.#in('controlTransferIn', { ...setup, length })
  }

  /**
   * @param {Setup} setup
   * @param {BufferSource} [data]
   */
  async controlTransferOut (setup, data = new Uint8Array()) {
    return this.#out('controlTransferOut', { ...setup }, data)
  }

  /**
   * @param {number} endpoint
   * @param {number} length
   */
  async transferIn (endpoint, length) {
    return this.#in('transferIn', { endpoint, length })
  }

  /**
   * @param {number} endpoint
   * @param {BufferSource} data
   */
  async transferOut (endpoint, data) {
    return this.#out('transferOut', { endpoint }, data)
  }

  /** @returns {Promise<never>} pyusb tells nothing of single packets */
  async isochronousTransferIn () {
    throw new DOMException('Cannot transfer isochronously: this host does not', 'NotSupportedError')
  }

  /** @returns {Promise<never>} pyusb tells nothing of single packets */
  async isochronousTransferOut () {
    throw new DOMException('Cannot transfer isochronously: this host does not', 'NotSupportedError')
  }

  /**
   * @param {'in' | 'out'} direction
   * @param {number} endpoint
   */
  async clearHalt (direction, endpoint) {
    await this.#call('clearHalt', { direction, endpoint })
  }

  async reset () {
    await this.#call('reset')
  }

  /**
   * Note whether the device is there; returns whether that is news.
   * @param {boolean} connected
   */
  [made] (connected) {
    const news = this.#connected !== connected
    this.#connected = connected
    if (!connected && this.#opened) this.close().catch(error => console.warn(error.message))
    return news
  }

  /**
   * @param {string} method
   * @param {Record<string, any>} [params]
   */
  async #call (method, params = {}) {
    if (!this.#opened) throw invalid(method, 'The device must be opened first.')
    try {
      return await call(`usb.${method}`, { id: this.#id, ...params })
    } catch (error) {
      throw this.#noticed(error)
    }
  }

  /**
   * @param {string} method
   * @param {Record<string, any>} params
   */
  async #in (method, params) {
    if (!this.#opened) throw invalid(method, 'The device must be opened first.')
    try {
      const data = await call(`usb.${method}`, { id: this.#id, ...params }, { responseType: 'arraybuffer' })
      return new USBInTransferResult('ok', new DataView(data))
    } catch (error) {
      const status = /** @type {any} */ (error).cause?.transfer
      if (status) return new USBInTransferResult(status)
      throw this.#noticed(error)
    }
  }

  /**
   * @param {string} method
   * @param {Record<string, any>} params
   * @param {BufferSource} data
   */
  async #out (method, params, data) {
    if (!this.#opened) throw invalid(method, 'The device must be opened first.')
    const bytes = bytesOf(data, `'${method}' on 'USBDevice'`)
    try {
      const { bytesWritten } = await send(`usb.${method}`, { id: this.#id, ...params }, bytes)
      return new USBOutTransferResult('ok', bytesWritten)
    } catch (error) {
      if (/** @type {any} */ (error).cause?.transfer) return new USBOutTransferResult('stall')
      throw this.#noticed(error)
    }
  }

  /** @param {any} error */
  #noticed (error) {
    if (error.cause?.code === 'ERR_DEVICE_LOST') devices.tell(this, false)
    return error
  }

  /** @param {number} number */
  #interface (number) {
    return this.#configuration?.interfaces.find(each => each.interfaceNumber === number)
  }

  #release () {
    for (const each of this.#configuration?.interfaces ?? []) Object.assign(each, { claimed: false, alternate: each.alternates[0] })
  }
}

expose({ USBDevice, USBConnectionEvent, USBInTransferResult, USBOutTransferResult })

/** @type {Plugs<USBDevice>} */
const devices = new Plugs({
  kind: 'usb',
  make: told => new USBDevice(made, told),
  event: (type, device) => new USBConnectionEvent(type, { device }),
  connected: (device, connected) => device[made](connected)
})

/**
 * @param {{ filters: DeviceFilter[], exclusionFilters?: DeviceFilter[] }} options
 * @returns {Promise<USBDevice>} rejects with a NotFoundError when the person chose none
 */
export async function requestDevice (options) {
  if (!Array.isArray(options?.filters)) throw new TypeError("Failed to execute 'requestDevice' on 'USB': required member filters is undefined.")
  const { filters, exclusionFilters = [] } = options
  for (const filter of [...filters, ...exclusionFilters]) check(filter)
  return devices.of(await post('usb.requestDevice', { filters, exclusionFilters }))
}

/** @returns {Promise<USBDevice[]>} those that the page was given and that are there */
export async function getDevices () {
  return (await call('usb.getDevices')).map((/** @type {any} */ told) => devices.of(told))
}

/**
 * Have a target told of devices that are plugged in and out.
 * @param {EventTarget} manager
 */
export async function watch (manager) {
  await devices.watch(manager)
}

/** @param {DeviceFilter} filter */
function check ({ vendorId, productId, classCode, subclassCode, protocolCode, serialNumber }) {
  if (productId !== undefined && vendorId === undefined) throw new TypeError('A filter containing a productId must also contain a vendorId.')
  if (subclassCode !== undefined && classCode === undefined) throw new TypeError('A filter containing a subclassCode must also contain a classCode.')
  if (protocolCode !== undefined && subclassCode === undefined) throw new TypeError('A filter containing a protocolCode must also contain a subclassCode.')
  if (serialNumber === '') throw new TypeError('A serialNumber must not be empty.')
}

/** @param {any} told */
function configuration (told) {
  return { ...told, interfaces: told.interfaces.map((/** @type {any} */ each) => ({ ...each, claimed: false, alternate: each.alternates[0] })) }
}

/**
 * @param {string} method
 * @param {string} why
 */
function invalid (method, why) {
  return new DOMException(`Failed to execute '${method}' on 'USBDevice': ${why}`, 'InvalidStateError')
}
