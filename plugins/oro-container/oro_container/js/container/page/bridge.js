/**
 * Addresses for the servers of a container, on a site that may have a service worker: requests to them go to the page, which asks
 * the program.
 * @module
 */

/**
 * @param {import('./engine.js').PageContainer} container
 * @param {URL} script of the service worker; it is asked for the folder it is in
 * @returns {Promise<(port: number, path?: string) => string>} gives the address of a server
 * @throws {Error} this page may have no service worker
 */
export async function bridged (container, script) {
  const workers = globalThis.navigator?.serviceWorker
  if (!workers) throw new Error('Cannot give servers addresses: this page may have no service worker; serve it over HTTPS, or from localhost')
  const registration = await workers.register(script)
  await workers.ready
  const id = crypto.randomUUID().slice(0, 8)
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data, ports }) => answer(container, data, ports[0])
  const worker = /** @type {ServiceWorker} */ (registration.active ?? registration.waiting ?? registration.installing)
  const known = new Promise((resolve) => { port1.addEventListener('message', resolve, { once: true }) })
  worker.postMessage({ kind: 'container', id }, [port2])
  await known
  /** @param {number} port */
  const open = (port, path = '') => new URL(`preview/${id}/${port}/${path}`, registration.scope).href
  container.showBy((port) => open(port))
  return open
}

/** @param {import('./engine.js').PageContainer} container @param {any} asked @param {MessagePort} reply */
async function answer (container, asked, reply) {
  if (asked.kind !== 'fetch') return
  const { port, method, path, headers, body } = asked
  try {
    const init = { method, headers, ...(body.byteLength ? { body } : {}) }
    const response = await container.fetch(port, path, init)
    const { status, statusText } = response
    reply.postMessage({ kind: 'head', status, statusText, headers: [...response.headers] })
    const reader = response.body?.getReader()
    reply.onmessage = async ({ data }) => {
      if (data === 'cancel') return reader?.cancel()
      const { done, value } = reader ? await reader.read().catch(() => ({ done: true, value: undefined })) : { done: true, value: undefined }
      reply.postMessage(done ? { kind: 'end' } : { kind: 'data', data: value })
    }
  } catch (error) {
    reply.postMessage({ kind: 'refused', message: /** @type {Error} */ (error).message })
  }
}
