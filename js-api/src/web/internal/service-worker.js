/**
 * The page's container of service workers, where it has one.
 * @module
 */

/** @type {ServiceWorkerContainer | null} */
export const serviceWorker = globalThis.navigator?.serviceWorker ?? null
export default serviceWorker
