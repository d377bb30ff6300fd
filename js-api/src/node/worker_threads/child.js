/**
 * What runs in a worker before its own code. Nothing but what counts its work is imported before the worker knows what
 * it is, since other modules look at that as they are loaded.
 * @module
 */

import './life.js'

const scope = /** @type {any} */ (globalThis)

scope.addEventListener('message', (/** @type {MessageEvent} */ { data }) => {
  const { args } = data
  if (args && !scope.__args) {
    const client = { ...args.client, type: 'worker', frameType: 'none', parent: args.client }
    scope.__args = Object.freeze({ ...args, client })
    scope.isOroRuntime = true
    scope.isWorkerScope = true
  }
  scope[Symbol.for('oro.worker_threads.start')] = data
  import('./run.js').then(({ run }) => run(data))
}, { once: true })
