/**
 * Bluetooth devices, as [Web Bluetooth](https://webbluetoothcg.github.io/web-bluetooth/) has them; `navigator.bluetooth` is
 * made of this.
 *
 *     const device = await navigator.bluetooth.requestDevice({ filters: [{ services: ['heart_rate'] }] })
 *     const server = await device.gatt.connect()
 *     const service = await server.getPrimaryService('heart_rate')
 *     const rate = await service.getCharacteristic('heart_rate_measurement')
 *     rate.addEventListener('characteristicvaluechanged', () => show(rate.value.getUint8(1)))
 *     await rate.startNotifications()
 *
 * @module
 */

import { bytesOf, call, post, send } from './internal/call.js'
import { CHARACTERISTICS, DESCRIPTORS, SERVICES } from './internal/assigned-numbers.js'
import { expose, handlers } from './internal/plugs.js'

export * as default from './bluetooth.js'

/** @typedef {number | string} UUID a number, a UUID, or a name that the Bluetooth SIG assigned */
/**
 * @typedef {object} ScanFilter
 * @property {UUID[]} [services]
 * @property {string} [name]
 * @property {string} [namePrefix]
 * @property {{ companyIdentifier: number, dataPrefix?: BufferSource, mask?: BufferSource }[]} [manufacturerData]
 * @property {{ service: UUID, dataPrefix?: BufferSource, mask?: BufferSource }[]} [serviceData]
 */
/** @typedef {{ filters?: ScanFilter[], exclusionFilters?: ScanFilter[], optionalServices?: UUID[], optionalManufacturerData?: number[], acceptAllDevices?: boolean }} RequestOptions */
/** @typedef {{ handle: number, uuid: string, properties: string[], descriptors: Attribute[] }} Attribute */
/** @typedef {{ handle: number, uuid: string, characteristics: Attribute[] }} Service */

const made = Symbol('made')
const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const BASE = '-0000-1000-8000-00805f9b34fb'
const PROPERTIES = /** @type {Record<string, string>} */ ({
  broadcast: 'broadcast',
  read: 'read',
  writeWithoutResponse: 'write-without-response',
  write: 'write',
  notify: 'notify',
  indicate: 'indicate',
  authenticatedSignedWrites: 'authenticated-signed-writes',
  reliableWrite: 'reliable-write',
  writableAuxiliaries: 'writable-auxiliaries'
})

/** UUIDs by the names that the Bluetooth SIG assigned. */
export class BluetoothUUID {
  /** @param {UUID} name */
  static getService (name) { return resolve(name, SERVICES, 'service') }
  /** @param {UUID} name */
  static getCharacteristic (name) { return resolve(name, CHARACTERISTICS, 'characteristic') }
  /** @param {UUID} name */
  static getDescriptor (name) { return resolve(name, DESCRIPTORS, 'descriptor') }
  /** @param {number} alias */
  static canonicalUUID (alias) { return (alias >>> 0).toString(16).padStart(8, '0') + BASE }
}

/** A Bluetooth device. */
export class BluetoothDevice extends EventTarget {
  #id
  #name

  /**
   * @param {symbol} token
   * @param {{ id: string, info: any }} told
   */
  constructor (token, { id, info }) {
    checkToken(token)
    super()
    this.#id = id
    this.#name = info.name ?? undefined
    this.gatt = new BluetoothRemoteGATTServer(made, this)
  }

  /** Its address, or what the system has in its place. */
  get id () { return this.#id }
  /** @returns {string | undefined} */
  get name () { return this.#name }
  get watchingAdvertisements () { return false }

  /** Take the grant back; the device is disconnected. */
  async forget () {
    known.delete(this.#id)
    await call('bluetooth.forget', { id: this.#id })
  }

  /** @returns {Promise<never>} */
  async watchAdvertisements () {
    throw new DOMException('Cannot watch what the device advertises: this host does not', 'NotSupportedError')
  }
}

/** The services of a device. */
export class BluetoothRemoteGATTServer {
  #device
  /** @type {BluetoothRemoteGATTService[] | null} */
  #services = null
  /** @type {Promise<BluetoothRemoteGATTServer> | null} */
  #connecting = null
  /** @type {AbortController | null} */
  #waiting = null

  /**
   * @param {symbol} token
   * @param {BluetoothDevice} device
   */
  constructor (token, device) {
    checkToken(token)
    this.#device = device
  }

  get device () { return this.#device }
  get connected () { return this.#services !== null }

  /** @returns {Promise<BluetoothRemoteGATTServer>} rejects with a NetworkError when it is out of reach */
  async connect () {
    if (this.connected) return this
    this.#connecting ??= this.#connect().finally(() => { this.#connecting = null })
    return this.#connecting
  }

  disconnect () {
    if (!this.connected) return
    call('bluetooth.disconnect', { id: this.#device.id }).catch(error => console.warn(error.message))
    this.#gone()
  }

  /** @param {UUID} service */
  async getPrimaryService (service) {
    return (await this.getPrimaryServices(service))[0]
  }

  /** @param {UUID} [service] */
  async getPrimaryServices (service) {
    const uuid = service === undefined ? undefined : BluetoothUUID.getService(service)
    if (this.#services === null) throw new DOMException(`Failed to execute 'getPrimaryServices' on 'BluetoothRemoteGATTServer': GATT Server is disconnected. Cannot retrieve services. (Re)connect first with \`device.gatt.connect\`.`, 'NetworkError')
    return matching(this.#services, uuid, 'service')
  }

  async #connect () {
    const { services } = await call('bluetooth.connect', { id: this.#device.id })
    const found = services.map((/** @type {Service} */ each) => new BluetoothRemoteGATTService(made, this.#device, each))
    this.#services = found
    const waiting = this.#waiting = new AbortController()
    this.#wait(waiting.signal, found)
    return this
  }

  /**
   * @param {AbortSignal} signal
   * @param {BluetoothRemoteGATTService[]} services
   */
  async #wait (signal, services) {
    try {
      for (;;) {
        const { values, connected } = await call('bluetooth.wait', { id: this.#device.id }, { signal })
        if (signal.aborted) return
        for (const { handle, value } of values) for (const each of services) each[made](handle, value)
        if (!connected) break
      }
    } catch (error) {
      if (signal.aborted) return
    }
    this.#gone()
  }

  #gone () {
    this.#waiting?.abort()
    this.#waiting = this.#services = null
    this.#device.dispatchEvent(new Event('gattserverdisconnected', { bubbles: true }))
  }
}

/** A service of a device. */
export class BluetoothRemoteGATTService extends EventTarget {
  #device
  #uuid
  #characteristics

  /**
   * @param {symbol} token
   * @param {BluetoothDevice} device
   * @param {Service} told
   */
  constructor (token, device, { uuid, characteristics }) {
    checkToken(token)
    super()
    this.#device = device
    this.#uuid = uuid
    this.#characteristics = characteristics.map(each => new BluetoothRemoteGATTCharacteristic(made, this, each))
  }

  get device () { return this.#device }
  get uuid () { return this.#uuid }
  get isPrimary () { return true }

  /** @param {UUID} characteristic */
  async getCharacteristic (characteristic) {
    return (await this.getCharacteristics(characteristic))[0]
  }

  /** @param {UUID} [characteristic] */
  async getCharacteristics (characteristic) {
    const uuid = characteristic === undefined ? undefined : BluetoothUUID.getCharacteristic(characteristic)
    if (!this.#device.gatt.connected) throw new DOMException(`Failed to execute 'getCharacteristics' on 'BluetoothRemoteGATTService': GATT Server is disconnected. Cannot retrieve characteristics.`, 'NetworkError')
    return matching(this.#characteristics, uuid, 'characteristic')
  }

  /** @returns {Promise<never>} bleak tells nothing of them */
  async getIncludedServices () {
    throw new DOMException('Cannot tell of included services: this host does not', 'NotSupportedError')
  }

  /**
   * Tell a characteristic of a new value.
   * @param {number} handle
   * @param {string} value
   */
  [made] (handle, value) {
    for (const each of this.#characteristics) if (each[made] === handle) each.took(made, value)
  }
}

/** A characteristic of a service. */
export class BluetoothRemoteGATTCharacteristic extends EventTarget {
  #service
  #told
  #descriptors
  /** @type {DataView | null} */
  #value = null

  /**
   * @param {symbol} token
   * @param {BluetoothRemoteGATTService} service
   * @param {Attribute} told
   */
  constructor (token, service, told) {
    checkToken(token)
    super()
    this.#service = service
    this.#told = told
    this.#descriptors = told.descriptors.map(each => new BluetoothRemoteGATTDescriptor(made, this, each))
    this.properties = Object.freeze(Object.fromEntries(Object.entries(PROPERTIES).map(([name, word]) => [name, told.properties.includes(word)])))
  }

  get [made] () { return this.#told.handle }
  get service () { return this.#service }
  get uuid () { return this.#told.uuid }
  /** The value that was read or told last. */
  get value () { return this.#value }

  /** @returns {Promise<DataView>} */
  async readValue () {
    const value = await read('characteristic', this.#service.device, this.#told.handle)
    this.#took(value)
    return value
  }

  /** @param {BufferSource} value */
  async writeValue (value) {
    await this.#write(value, undefined)
  }

  /** @param {BufferSource} value */
  async writeValueWithResponse (value) {
    await this.#write(value, true)
  }

  /** @param {BufferSource} value */
  async writeValueWithoutResponse (value) {
    await this.#write(value, false)
  }

  async startNotifications () {
    if (!this.#told.properties.some(each => each === 'notify' || each === 'indicate')) throw new DOMException('GATT Error: Not supported.', 'NotSupportedError')
    await call('bluetooth.notify', { id: this.#service.device.id, handle: this.#told.handle })
    return this
  }

  async stopNotifications () {
    await call('bluetooth.notify', { id: this.#service.device.id, handle: this.#told.handle, on: false })
    return this
  }

  /** @param {UUID} descriptor */
  async getDescriptor (descriptor) {
    return (await this.getDescriptors(descriptor))[0]
  }

  /** @param {UUID} [descriptor] */
  async getDescriptors (descriptor) {
    return matching(this.#descriptors, descriptor === undefined ? undefined : BluetoothUUID.getDescriptor(descriptor), 'descriptor')
  }

  /**
   * @param {symbol} token
   * @param {string} hex
   */
  took (token, hex) {
    checkToken(token)
    this.#took(new DataView(Uint8Array.from(hex.match(/../g) ?? [], each => parseInt(each, 16)).buffer))
  }

  /** @param {DataView} value */
  #took (value) {
    this.#value = value
    this.dispatchEvent(new Event('characteristicvaluechanged', { bubbles: true }))
  }

  /**
   * @param {BufferSource} value
   * @param {boolean | undefined} response
   */
  async #write (value, response) {
    const bytes = checkedValue(value, 'BluetoothRemoteGATTCharacteristic')
    const how = response === undefined ? {} : { response }
    await send('bluetooth.write', { id: this.#service.device.id, kind: 'characteristic', handle: this.#told.handle, ...how }, bytes)
    this.#value = new DataView(bytes.buffer)
  }
}

/** A descriptor of a characteristic. */
export class BluetoothRemoteGATTDescriptor {
  #characteristic
  #told
  /** @type {DataView | null} */
  #value = null

  /**
   * @param {symbol} token
   * @param {BluetoothRemoteGATTCharacteristic} characteristic
   * @param {Attribute} told
   */
  constructor (token, characteristic, told) {
    checkToken(token)
    this.#characteristic = characteristic
    this.#told = told
  }

  get characteristic () { return this.#characteristic }
  get uuid () { return this.#told.uuid }
  get value () { return this.#value }

  /** @returns {Promise<DataView>} */
  async readValue () {
    this.#value = await read('descriptor', this.#characteristic.service.device, this.#told.handle)
    return this.#value
  }

  /** @param {BufferSource} value */
  async writeValue (value) {
    const bytes = checkedValue(value, 'BluetoothRemoteGATTDescriptor')
    await send('bluetooth.write', { id: this.#characteristic.service.device.id, kind: 'descriptor', handle: this.#told.handle }, bytes)
    this.#value = new DataView(bytes.buffer)
  }
}

handlers(BluetoothDevice.prototype, ['gattserverdisconnected'])
handlers(BluetoothRemoteGATTCharacteristic.prototype, ['characteristicvaluechanged'])
expose({
  BluetoothUUID,
  BluetoothDevice,
  BluetoothRemoteGATTServer,
  BluetoothRemoteGATTService,
  BluetoothRemoteGATTCharacteristic,
  BluetoothRemoteGATTDescriptor
})

/** @type {Map<string, BluetoothDevice>} */
const known = new Map()

/** @param {{ id: string, info: any }} told */
function deviceOf (told) {
  const device = known.get(told.id) ?? new BluetoothDevice(made, told)
  known.set(told.id, device)
  return device
}

/**
 * @param {RequestOptions} options
 * @returns {Promise<BluetoothDevice>} rejects with a NotFoundError when the person chose none
 */
export async function requestDevice (options) {
  const { filters, exclusionFilters = [], optionalServices = [], acceptAllDevices = false } = options ?? {}
  if (acceptAllDevices ? filters !== undefined : !(Array.isArray(filters) && filters.length > 0)) {
    throw new TypeError("Failed to execute 'requestDevice' on 'Bluetooth': Either 'filters' should be present or 'acceptAllDevices' should be true, but not both.")
  }
  return deviceOf(await post('bluetooth.requestDevice', {
    filters: (filters ?? []).map(filterOf),
    exclusionFilters: exclusionFilters.map(filterOf),
    optionalServices: optionalServices.map(BluetoothUUID.getService)
  }))
}

/** @returns {Promise<BluetoothDevice[]>} those that the page was given, near by or not */
export async function getDevices () {
  return (await call('bluetooth.getDevices')).map(deviceOf)
}

/** @returns {Promise<boolean>} whether there is an adapter that is switched on */
export async function getAvailability () {
  return (await call('bluetooth.getAvailability')).available
}

/** Nothing tells that an adapter comes or goes; `availabilitychanged` is never dispatched. */
export async function watch () {}

/** @param {ScanFilter} filter */
function filterOf ({ services, name, namePrefix, manufacturerData = [], serviceData = [] }) {
  if (services === undefined && name === undefined && namePrefix === undefined && manufacturerData.length + serviceData.length === 0) throw new TypeError('A filter must restrict the devices in some way.')
  if (services?.length === 0) throw new TypeError("'services', if present, must contain at least one service.")
  if (namePrefix === '') throw new TypeError("'namePrefix', if present, must not be empty.")
  return {
    services: (services ?? []).map(BluetoothUUID.getService),
    ...(name === undefined ? {} : { name }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    manufacturerData: manufacturerData.map(({ companyIdentifier, ...data }) => ({ key: String(companyIdentifier), ...prefix(data) })),
    serviceData: serviceData.map(({ service, ...data }) => ({ key: BluetoothUUID.getService(service), ...prefix(data) }))
  }
}

/** @param {{ dataPrefix?: BufferSource, mask?: BufferSource }} data */
function prefix ({ dataPrefix, mask }) {
  const hex = (/** @type {BufferSource | undefined} */ data) => data === undefined ? '' : Array.from(bytesOf(data, "'requestDevice' on 'Bluetooth'"), each => each.toString(16).padStart(2, '0')).join('')
  if (mask !== undefined && mask.byteLength !== dataPrefix?.byteLength) throw new TypeError("'mask' must have the length of 'dataPrefix'.")
  return { dataPrefix: hex(dataPrefix), mask: hex(mask) }
}

/**
 * @param {UUID} name
 * @param {Record<string, number>} assigned
 * @param {string} what
 * @returns {string}
 */
function resolve (name, assigned, what) {
  if (typeof name === 'number') return BluetoothUUID.canonicalUUID(name)
  if (FORM.test(name)) return name
  if (Object.hasOwn(assigned, name)) return BluetoothUUID.canonicalUUID(assigned[name])
  throw new TypeError(`Invalid ${what} name: '${name}'. It must be a valid UUID alias (e.g. 0x1234), UUID (lowercase hex characters e.g. '00001234-0000-1000-8000-00805f9b34fb'), or a name that the Bluetooth SIG assigned.`)
}

/**
 * @template {{ uuid: string }} T
 * @param {T[]} all
 * @param {string | undefined} uuid
 * @param {string} what
 * @returns {T[]}
 */
function matching (all, uuid, what) {
  const found = all.filter(each => uuid === undefined || each.uuid === uuid)
  if (found.length === 0) throw new DOMException(`No ${what}s${uuid === undefined ? '' : ` matching UUID ${uuid}`} found in the device, or the page did not ask for them.`, 'NotFoundError')
  return found
}

/**
 * @param {'characteristic' | 'descriptor'} kind
 * @param {BluetoothDevice} device
 * @param {number} handle
 */
async function read (kind, device, handle) {
  return new DataView(await call('bluetooth.read', { id: device.id, kind, handle }, { responseType: 'arraybuffer' }))
}

/**
 * @param {BufferSource} value
 * @param {string} where
 */
function checkedValue (value, where) {
  const bytes = bytesOf(value, `'writeValue' on '${where}'`)
  if (bytes.byteLength > 512) throw new DOMException('Value can\'t exceed 512 bytes.', 'InvalidModificationError')
  return bytes
}

/** @param {symbol} token */
function checkToken (token) {
  if (token !== made) throw new TypeError('Illegal constructor')
}
