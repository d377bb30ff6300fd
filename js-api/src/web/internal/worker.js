/**
 * The workers of the web, which begin as pages do.
 * @module
 */

export { ServiceWorker, SharedWorker, Worker, Worker as default } from '../worker.js'
