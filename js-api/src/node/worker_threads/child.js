/**
 * The script that a thread begins with. It imports nothing but the count of its work until the message with the state of
 * the thread has arrived, because other modules read that state as they are loaded.
 * @module
 */

import './keep-alive.js'

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
