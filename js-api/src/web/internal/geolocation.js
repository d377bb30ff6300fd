/**
 * Where the machine is, as the page's `navigator` tells it.
 * @module
 */

import { missing } from '../../base/internal/missing.js'

const native = globalThis.navigator?.geolocation
/** @param {'getCurrentPosition' | 'watchPosition' | 'clearWatch'} name */
const method = (name) => native ? native[name].bind(native) : missing(`navigator.geolocation.${name}()`)

export const getCurrentPosition = method('getCurrentPosition')
export const watchPosition = method('watchPosition')
export const clearWatch = method('clearWatch')

export default { clearWatch, getCurrentPosition, watchPosition }
