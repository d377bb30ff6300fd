/**
 * The web's shared workers: one for all pages of an origin that name it.
 * @module
 */

export { SharedWorker, SharedWorker as default } from './worker.js'
