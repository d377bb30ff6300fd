/**
 * The workers of the web, by name; an engine that lacks one of them says so when it is used.
 * @module
 */

import { missing } from '../base/internal/missing.js'

const scope = /** @type {any} */ (globalThis)

/** @type {typeof globalThis.Worker} */
export const Worker = scope.Worker ?? missing('Worker')
/** @type {typeof globalThis.SharedWorker} */
export const SharedWorker = scope.SharedWorker ?? missing('SharedWorker')
/** @type {typeof globalThis.ServiceWorker} */
export const ServiceWorker = scope.ServiceWorker ?? missing('ServiceWorker')

export default Worker
