/**
 * Node's cluster. The page is the primary, with no workers: starting one would start Node, and throws.
 * @module
 */

import { NotImplementedError } from '../base/errors.js'
import { missing } from '../base/internal/missing.js'
import { EventEmitter } from './events.js'

const SCHED_NONE = 1
const SCHED_RR = 2

/** The object that `require('cluster')` gives. */
class Cluster extends EventEmitter {
  isWorker = false
  isMaster = true
  isPrimary = true
  Worker = missing('cluster.Worker')
  /** @type {Record<string, any>} */
  workers = {}
  /** @type {Record<string, any>} */
  settings = {}
  SCHED_NONE = SCHED_NONE
  SCHED_RR = SCHED_RR
  schedulingPolicy = SCHED_RR

  /** @param {Record<string, any>} [settings] for workers, kept */
  setupPrimary = (settings) => { this.settings = { ...this.settings, ...settings } }
  setupMaster = this.setupPrimary
  /** @param {Record<string, any>} [_environment] */
  fork = (_environment) => { throw new NotImplementedError('cluster.fork()') }
  /** @param {() => void} [callback] called when all workers have gone, of which there are none */
  disconnect = (callback) => { if (callback) queueMicrotask(callback) }
}

const cluster = new Cluster()
export const { disconnect, fork, isMaster, isPrimary, isWorker, schedulingPolicy, settings, setupMaster, setupPrimary, Worker, workers } = cluster
export { SCHED_NONE, SCHED_RR }
export default cluster
