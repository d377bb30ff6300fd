/**
 * The one container of this document, which hears of registrations from now on.
 * @module
 */

export { container, container as default } from '../service-worker.js'
