/**
 * The hidden window: one dedicated worker for each version of a registration that runs.
 * @module
 */

import ipc from 'oro:ipc'

const PREPARED = Symbol.for('oro.runtime.worker.prepared')

/** @typedef {{ id: string, scriptURL: string, type: 'classic' | 'module' }} Job */

/** @type {Map<string, Worker>} */
const workers = new Map()
let last = Promise.resolve()

addEventListener('serviceWorker.register', (event) => queue(/** @type {CustomEvent<Job>} */ (event).detail))

addEventListener('serviceWorker.destroy', (event) => {
  const { id } = /** @type {CustomEvent<{ id: string }>} */ (event).detail
  workers.get(id)?.terminate()
  workers.delete(id)
})

ipc.request(/** @type {any} */ ('serviceWorker.worker.ready')).then(({ err, data }) => {
  if (err) throw err
  for (const job of data) queue(job)
})

/**
 * Start a worker after those before it: the host knows the request for a script by its URL, and two versions share it.
 * @param {Job} job
 */
function queue (job) {
  last = last.then(() => start(job)).catch((error) => failed(job.id, error))
}

/** @param {Job} job */
async function start ({ id, scriptURL, type }) {
  const { err, data: wanted } = await ipc.request('serviceWorker.worker.arm', { id })
  if (err) throw err
  if (!wanted) return
  const worker = new Worker(scriptURL, /** @type {WorkerOptions} */ ({ type, name: id, [PREPARED]: true }))
  workers.set(id, worker)
  await new Promise((resolve) => {
    worker.addEventListener('message', resolve, { once: true })
    worker.addEventListener('error', (event) => {
      failed(id, new Error(event.message || 'its script cannot be loaded'))
      resolve(null)
    })
  })
}

/**
 * @param {string} id
 * @param {any} error
 */
function failed (id, error) {
  ipc.request('serviceWorker.worker.failed', { id, message: String(error?.message ?? error) })
}
