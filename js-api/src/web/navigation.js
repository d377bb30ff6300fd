/**
 * The web's navigation API, by name; an engine that lacks it says so when it is used.
 * @module
 */

import { missing } from '../base/internal/missing.js'

const scope = /** @type {any} */ (globalThis)

export const Navigation = scope.Navigation ?? missing('Navigation')
export const NavigationHistoryEntry = scope.NavigationHistoryEntry ?? missing('NavigationHistoryEntry')

/** @type {any} null where the engine has none */
export const navigation = scope.navigation ?? null
export default navigation
