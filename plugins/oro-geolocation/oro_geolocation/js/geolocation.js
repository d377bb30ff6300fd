/**
 * Where the machine is.
 *
 *     const { coords } = await getCurrentPosition({ timeout: 10_000 })
 *
 * `navigator.geolocation` of the app's pages says the same, by callbacks, as the web has it.
 * @module
 */

import { GeolocationPositionError } from 'oro:errors'
import { request } from 'oro:ipc'

export * as default from './geolocation.js'

/**
 * @typedef {object} Position
 * @property {{ latitude: number, longitude: number, accuracy: number, altitude: number | null,
 *   altitudeAccuracy: number | null, heading: number | null, speed: number | null, floorLevel: number | null }} coords
 * @property {number} timestamp ms since 1970
 */

/**
 * @typedef {object} Options
 * @property {boolean} [enableHighAccuracy] as exactly as possible, whatever that costs
 * @property {number} [timeout] ms
 * @property {number} [maximumAge] ms; a position that is no older will do
 */

const CODES = { PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 }
let last = 0

/**
 * @param {Options & { signal?: AbortSignal }} [options]
 * @returns {Promise<Position>} rejects with a GeolocationPositionError of code POSITION_UNAVAILABLE or TIMEOUT, and
 *   with a NotAllowedError without permission `geolocation`
 */
export async function getCurrentPosition ({ enableHighAccuracy = false, timeout, maximumAge = 0, signal } = {}) {
  const params = { enableHighAccuracy, ...finite({ timeout, maximumAge }) }
  const { data, err } = await request(/** @type {any} */ ('geolocation.getCurrentPosition'), params, { signal })
  if (err) throw err
  return data
}

/**
 * Hear where the machine is, now and whenever that changes.
 * @param {(position: Position) => any} told
 * @param {(error: any) => any} failed called once; nothing is told after it
 * @param {Options} [options]
 * @returns {() => void} ends it
 */
export function watchPosition (told, failed, { enableHighAccuracy = false } = {}) {
  const id = `${Date.now()}.${++last}`
  /** @param {any} event */
  const heard = ({ detail }) => {
    const { source, data, err } = detail?.params ?? {}
    if (source !== 'geolocation.watchPosition' || (data ?? err)?.watch?.identifier !== id) return
    if (!err) return told({ coords: data.coords, timestamp: data.timestamp })
    globalThis.removeEventListener('data', heard)
    failed(new GeolocationPositionError(err.message, /** @type {any} */ ({ code: err.code })))
  }
  const off = () => {
    globalThis.removeEventListener('data', heard)
    request(/** @type {any} */ ('geolocation.clearWatch'), { id })
  }
  globalThis.addEventListener('data', heard)
  request(/** @type {any} */ ('geolocation.watchPosition'), { id, enableHighAccuracy }).then(({ err }) => {
    if (!err) return
    globalThis.removeEventListener('data', heard)
    failed(err)
  })
  return off
}

/**
 * Implements `navigator.geolocation.getCurrentPosition`.
 * @param {(position: Position) => any} success
 * @param {((error: any) => any) | null} [error]
 * @param {Options} [options]
 */
export function current (success, error, options) {
  getCurrentPosition(options ?? {}).then(success, failure => error?.(positionError(failure)))
}

/**
 * Implements `navigator.geolocation.watchPosition`; returns a function that ends the watch.
 * @param {(position: Position) => any} success
 * @param {((error: any) => any) | null} [error]
 * @param {Options} [options]
 */
export function watch (success, error, options) {
  return watchPosition(success, failure => error?.(positionError(failure)), options ?? {})
}

/**
 * @param {any} failure
 * @returns {{ code: number, message: string }} with the names of codes, as the web has it
 */
function positionError (failure) {
  const code = failure.name === 'NotAllowedError' ? 1 : CODES[/** @type {keyof typeof CODES} */ (failure.code)] ?? 2
  const made = { code, message: String(failure.message), ...CODES }
  const known = globalThis.GeolocationPositionError
  return known ? Object.create(known.prototype, Object.getOwnPropertyDescriptors(made)) : made
}

/**
 * @param {Record<string, number | undefined>} values
 * @returns {Record<string, number>} those that the host can read
 */
function finite (values) {
  return Object.fromEntries(Object.entries(values).filter(entry => /** @type {any} */ (Number.isFinite(entry[1]))).map(([name, value]) => [name, Number(value)]))
}
