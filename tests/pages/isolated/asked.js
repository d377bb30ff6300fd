/** Workers, and questions to them. */

/** @param {string} [url] @param {WorkerOptions} [options] */
export function startWorker (url = '/worker.js', options = {}) {
  const worker = new Worker(url, options)
  const waiting = new Map()
  let count = 0
  worker.onmessage = ({ data: { id, value, error, message } }) => {
    const { resolve, reject } = waiting.get(id)
    if (error) reject(new DOMException(message, error))
    else resolve(value)
  }
  worker.onerror = ({ message }) => { for (const { reject } of waiting.values()) reject(new Error(message)) }
  /** @param {string} what @param {any[]} given */
  const ask = (what, ...given) => new Promise((resolve, reject) => {
    waiting.set(++count, { resolve, reject })
    worker.postMessage({ id: count, what, given })
  })
  return { ask, end: () => worker.terminate() }
}

/** @param {Promise<any>} promise @returns {Promise<string>} the name of the error, or nothing */
export const failure = (promise) => promise.then(() => '', (error) => error.name)

/** @param {() => Promise<boolean>} true_ */
export async function until (true_) {
  while (!await true_()) await new Promise((resolve) => setTimeout(resolve, 20))
}
