// What scenarios share: web APIs only.

/**
 * Have the origin know something, such as `{ offline: 'yes' }`.
 * @param {Record<string, string>} state
 */
export async function set (state) {
  await fetch('/control/set', { method: 'POST', body: JSON.stringify(state) })
}

/**
 * Register a worker that claims its clients, and wait until it controls this page and is active.
 * @param {string} script
 */
export async function controlled (script) {
  const { serviceWorker } = navigator
  const changed = new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
  const registration = await serviceWorker.register(script)
  if (!serviceWorker.controller) await changed
  await until(serviceWorker.controller, 'activated')
  return registration
}

/**
 * @param {Promise<any>} promise
 * @returns {Promise<any>} what it resolves with, or the name of its error
 */
export async function outcome (promise) {
  return promise.then((value) => value, (error) => error.name)
}

/**
 * @param {RequestInfo | URL} request
 * @param {RequestInit} [init]
 * @returns {Promise<string>} the text, behind the status where that is not 200; or the name of the error
 */
export async function text (request, init) {
  return outcome(fetch(request, init).then(async (response) => {
    const body = await response.text()
    return response.status === 200 ? body : `${response.status} ${body}`
  }))
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @returns {Promise<any>} the next event
 */
export function next (target, name) {
  return new Promise((resolve) => target.addEventListener(name, resolve, { once: true }))
}

/**
 * @param {any} worker
 * @param {string} state
 */
export async function until (worker, state) {
  while (worker.state !== state) await next(worker, 'statechange')
}

/**
 * Have a worker of `asked/sw.js` do something, and tell what came of it.
 * @param {any} worker
 * @param {(event: any) => any} work a function of the worker's own scope: nothing around it goes along
 * @param {any} [data] what goes along, as `event.data.data`
 * @returns {Promise<any>} what it returned, or the name of its error
 */
export async function inside (worker, work, data) {
  const { port1, port2 } = new MessageChannel()
  const answered = next(port1, 'message')
  port1.start()
  worker.postMessage({ work: String(work), data }, [port2])
  return (await answered).data
}

/**
 * Register a worker for a folder of its own, and wait for what becomes of it.
 * @param {string} script
 * @param {RegistrationOptions} [options]
 * @returns {Promise<{ registration: ServiceWorkerRegistration, worker: ServiceWorker, states: string[] }>} with the
 *   states it went through until it was active or redundant
 */
export async function registered (script, options) {
  const registration = await navigator.serviceWorker.register(script, options)
  const worker = registration.installing ?? registration.waiting ?? registration.active
  const states = [worker.state]
  worker.addEventListener('statechange', () => states.push(worker.state))
  while (!['activated', 'redundant'].includes(worker.state)) await next(worker, 'statechange')
  return { registration, worker, states }
}

/** Drop what this scenario registered. */
export async function dropped () {
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
}

/** @param {string} src */
export async function framed (src) {
  const frame = document.createElement('iframe')
  frame.src = src
  await new Promise((resolve) => { frame.onload = resolve; document.body.append(frame) })
  return frame.contentWindow
}
