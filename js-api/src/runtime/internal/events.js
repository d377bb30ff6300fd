/**
 * The events that the host sends pages.
 * @module
 */

import { MenuItemEvent } from '../application/menu.js'
import { SignalEvent } from '../signal.js'
import { missing } from '../../base/internal/missing.js'

const scope = /** @type {any} */ (globalThis)

export const ApplicationURLEvent = scope.ApplicationURLEvent ?? missing('ApplicationURLEvent of a worker')
export const HotKeyEvent = scope.HotKeyEvent ?? missing('HotKeyEvent of a worker')
export { MenuItemEvent, SignalEvent }

export default { ApplicationURLEvent, HotKeyEvent, MenuItemEvent, SignalEvent }
