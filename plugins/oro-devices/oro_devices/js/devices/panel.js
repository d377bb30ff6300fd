/**
 * A panel to choose devices with, and to speak with a serial port.
 * @module
 */

import { attempt, button, card, Facts, field, h, honest, Lines, note, pair, panelOf, row, Said, stack } from 'oro:panel'
import { support } from '../devices.js'

/** @typedef {import('../devices.js').Kind} Kind */
const NAMES = /** @type {Record<Kind, string>} */ ({ serial: 'Serial ports', hid: 'HID devices', usb: 'USB devices', bluetooth: 'Bluetooth' })

class View {
  said = new Said()
  facts = new Facts()
  lines = new Lines('Open a port to see what it says')
  #given = h('div')
  #text = field('Text', 'hello')
  /** @type {any} */
  #port = null

  constructor () {
    this.element = stack(
      card('What this machine has', '', this.facts.element,
        row(h('span.spacer'), button('Serial port', () => this.choose('serial'), true), button('HID', () => this.choose('hid')),
          button('USB', () => this.choose('usb')), button('Bluetooth', () => this.choose('bluetooth'))),
        this.said.element),
      pair(
        card('Given to this app', '', this.#given),
        card('The port', '', row(this.#text, button('Send', () => this.send())), this.lines.element)),
      note('A page has no device until a person gives it one. The grants are kept, and oro permissions lists them.'))
  }

  async begin () {
    await this.look()
    await this.show()
  }

  async end () {
    await this.#close()
  }

  /** Say which kinds can be used, and why others cannot. */
  async look () {
    return this.said.of(async () => {
      const missing = await support()
      this.facts.set(Object.fromEntries(Object.entries(NAMES).map(([kind, name]) => [name, missing[/** @type {Kind} */ (kind)] || 'can be used'])))
      return missing
    }, () => '')
  }

  /** @param {Kind} kind */
  async choose (kind) {
    const outcome = await this.said.of(() => ask(kind), () => 'It is given')
    await this.show()
    return outcome
  }

  /** Show the devices that were given. */
  async show () {
    const found = /** @type {HTMLElement[]} */ ([])
    for (const kind of /** @type {Kind[]} */ (Object.keys(NAMES))) {
      for (const device of await given(kind)) found.push(this.#line(kind, device))
    }
    this.#given.replaceChildren(...found.length > 0 ? found : [h('p.oro-muted', {}, 'Nothing yet')])
  }

  /** Send the text to the port that is open. */
  async send () {
    return this.said.of(async () => {
      if (!this.#port) throw new Error('Cannot send: no port is open')
      const writer = this.#port.writable.getWriter()
      await writer.write(new TextEncoder().encode(`${this.#text.value}\n`))
      writer.releaseLock()
    }, () => 'Sent')
  }

  /**
   * @param {Kind} kind
   * @param {any} device
   */
  #line (kind, device) {
    const forget = button('Forget', async () => {
      if (device === this.#port) await this.#close()
      await this.said.of(() => device.forget(), () => 'It is taken back')
      await this.show()
    })
    const open = kind === 'serial' ? [button('Open', () => this.#open(device))] : []
    return row(h('span', {}, nameOf(kind, device)), h('span.spacer'), ...open, forget)
  }

  /** @param {any} port */
  async #open (port) {
    await this.#close()
    return this.said.of(async () => {
      await port.open({ baudRate: 115200 })
      this.#port = port
      this.#read(port)
    }, () => 'It is open, at 115200 baud')
  }

  /** @param {any} port */
  async #read (port) {
    const reader = port.readable.getReader()
    const decoder = new TextDecoder()
    try {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return
        this.lines.add(new Date().toTimeString().slice(0, 8), decoder.decode(value, { stream: true }))
      }
    } catch (error) {
      this.lines.add('ended', /** @type {Error} */ (error).message)
    } finally {
      reader.releaseLock()
    }
  }

  async #close () {
    const port = this.#port
    this.#port = null
    if (!port) return
    await port.close().catch(() => {})
  }
}

/** @param {Kind} kind */
async function ask (kind) {
  const { serial, hid, usb, bluetooth } = /** @type {any} */ (navigator)
  if (kind === 'serial') return serial.requestPort()
  if (kind === 'bluetooth') return bluetooth.requestDevice({ acceptAllDevices: true })
  return (kind === 'hid' ? hid : usb).requestDevice({ filters: [] })
}

/**
 * @param {Kind} kind
 * @returns {Promise<any[]>} none where this kind cannot be used
 */
async function given (kind) {
  const manager = /** @type {any} */ (navigator)[kind]
  return (kind === 'serial' ? manager.getPorts() : manager.getDevices()).catch(() => [])
}

/**
 * @param {Kind} kind
 * @param {any} device
 */
function nameOf (kind, device) {
  if (kind !== 'serial') return device.productName ?? device.name ?? device.id ?? 'A USB device'
  const { usbVendorId, usbProductId } = device.getInfo()
  return usbVendorId === undefined ? 'A port of this machine' : `USB ${hex(usbVendorId)}:${hex(usbProductId)}`
}

/** @param {number} value */
function hex (value) {
  return value.toString(16).padStart(4, '0')
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('says of each kind whether it can be used, or why not', async () => {
    const outcome = await view.look()
    const [ok, detail] = honest(outcome, 'said', [])
    return [ok && Object.keys(outcome.value ?? {}).length === 4, detail]
  })
  yield await attempt('has no device that nobody gave', async () => {
    const found = await Promise.all(/** @type {Kind[]} */ (Object.keys(NAMES)).map(given))
    return [found.flat().length === 0, `${found.flat().length} devices`]
  })
}

export const panel = panelOf({
  id: 'devices',
  title: 'Devices',
  summary: 'Serial ports, HID, USB and Bluetooth devices that you choose, through the plugin oro-devices.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M7 2.500v4M13 2.500v4M5 6.500h10v3.500a5 5 0 0 1-10 0zM10 15v3"/></svg>',
  order: 48,
  group: 'Desktop'
}, { View, checks })

export default panel
