/**
 * The web's wake lock and battery, for `navigator.wakeLock` and `navigator.getBattery`.
 * @module
 */

import { awake, on, status } from '../power.js'

/** Keeps the screen on until it is released, or until the page is hidden (https://www.w3.org/TR/screen-wake-lock/). */
export class WakeLockSentinel extends EventTarget {
  type = 'screen'
  onrelease = /** @type {((event: Event) => any) | null} */ (null)
  #hold
  #released = false

  /** @param {import('../power.js').Awake} hold */
  constructor (hold) {
    super()
    this.#hold = hold
    document.addEventListener('visibilitychange', this.#hidden)
    globalThis.addEventListener('powerreleased', this.#lost)
  }

  get released () {
    return this.#released
  }

  async release () {
    if (this.#released) return
    this.#over()
    await this.#hold.close()
  }

  #hidden = () => {
    if (document.visibilityState === 'hidden') this.release()
  }

  #lost = (/** @type {any} */ { detail }) => {
    if (detail.id === this.#hold.id) this.#over()
  }

  #over () {
    this.#released = true
    document.removeEventListener('visibilitychange', this.#hidden)
    globalThis.removeEventListener('powerreleased', this.#lost)
    const event = new Event('release')
    this.onrelease?.call(this, event)
    this.dispatchEvent(event)
  }
}

/**
 * @param {string} type
 * @returns {Promise<WakeLockSentinel>} rejects with a NotAllowedError as the web says, whatever the desktop's reason
 */
export async function requestWakeLock (type) {
  if (type !== 'screen') throw new TypeError(`Cannot keep "${type}" awake: a wake lock is of type screen`)
  if (document.visibilityState === 'hidden') throw new DOMException('Cannot keep the screen on: the page is hidden', 'NotAllowedError')
  try {
    return new WakeLockSentinel(await awake({ reason: `${document.title || 'The app'} keeps the screen on`, sleep: true, display: true }))
  } catch (error) {
    throw new DOMException(/** @type {Error} */ (error).message, 'NotAllowedError')
  }
}

const EVENTS = /** @type {const} */ ({ charging: 'chargingchange', chargingTime: 'chargingtimechange', dischargingTime: 'dischargingtimechange', level: 'levelchange' })

/** The battery as the web has it (https://www.w3.org/TR/battery-status/). */
export class BatteryManager extends EventTarget {
  charging = true
  chargingTime = 0
  dischargingTime = Infinity
  level = 1
  onchargingchange = /** @type {((event: Event) => any) | null} */ (null)
  onchargingtimechange = /** @type {((event: Event) => any) | null} */ (null)
  ondischargingtimechange = /** @type {((event: Event) => any) | null} */ (null)
  onlevelchange = /** @type {((event: Event) => any) | null} */ (null)

  /**
   * Take what the machine says, and tell of what is different.
   * @param {import('../power.js').Supply} supply
   */
  take (supply) {
    const now = values(supply)
    for (const [name, type] of Object.entries(EVENTS)) {
      if (/** @type {any} */ (this)[name] === /** @type {any} */ (now)[name]) continue
      Object.assign(this, { [name]: /** @type {any} */ (now)[name] })
      const event = new Event(type)
      ;/** @type {any} */ (this)[`on${type}`]?.call(this, event)
      this.dispatchEvent(event)
    }
  }
}

/** @param {import('../power.js').Supply} supply */
function values ({ battery }) {
  if (!battery) return { charging: true, chargingTime: 0, dischargingTime: Infinity, level: 1 }
  const charging = battery.state !== 'discharging' && battery.state !== 'empty'
  const { level, timeToEmpty, timeToFull } = battery
  return {
    charging,
    level,
    chargingTime: battery.state === 'full' ? 0 : charging ? timeToFull ?? Infinity : Infinity,
    dischargingTime: charging ? Infinity : timeToEmpty ?? Infinity
  }
}

/** @type {Promise<BatteryManager> | null} */
let made = null

/** @returns {Promise<BatteryManager>} the same each time; rejects with a NotSupportedError where nothing tells of batteries */
export function battery () {
  made ??= make().catch(error => {
    made = null
    throw error
  })
  return made
}

async function make () {
  const manager = new BatteryManager()
  const now = await status()
  if (now.onBattery === null) throw new DOMException(`Cannot tell of the battery: ${now.missing.join('; ')}`, 'NotSupportedError')
  await on('battery', supply => manager.take(supply))
  manager.take(now)
  return manager
}
