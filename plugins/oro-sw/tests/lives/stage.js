/** What the tests of lives share: files that change, frames, and waiting for what was said. */

import ipc from 'oro:ipc'

/**
 * @param {string} name
 * @param {Record<string, any>} [params]
 */
async function ask (name, params) {
  const { err, data } = await ipc.request(/** @type {any} */ (name), params)
  if (err) throw err
  return data
}

/**
 * Serve a text, or nothing any more.
 * @param {string} path under `/live/`, or `/hidden/`, which only scripts of the app may ask
 * @param {string} [text]
 * @param {Record<string, string>} [headers]
 */
export async function serve (path, text, headers = {}) {
  await ask('stage.serve', text === undefined ? { path } : { path, text, headers: JSON.stringify(headers) })
}

/** @returns {Promise<string[]>} what was logged since this was last called */
export function log () {
  return ask('stage.log')
}

/**
 * Let time have passed since a registration's script was looked at.
 * @param {any} registration
 * @param {number} seconds
 */
export function age ({ id }, seconds) {
  return ask('stage.age', { id, seconds })
}

/** End the process that runs workers. */
export function kill () {
  return ask('stage.kill')
}

/** Drop what earlier tests registered. */
export function reset () {
  return ask('serviceWorker.reset')
}

/**
 * @param {EventTarget} target
 * @param {string} type
 * @param {(event: any) => boolean} [fits]
 * @returns {Promise<any>} the next such event
 */
export function next (target, type, fits = () => true) {
  return new Promise((resolve) => {
    target.addEventListener(type, function hear (event) {
      if (!fits(event)) return
      target.removeEventListener(type, hear)
      resolve(event)
    })
  })
}

/**
 * @param {any} worker
 * @param {string} state
 */
export async function reached (worker, state) {
  if (worker.state !== state) await next(worker, 'statechange', () => worker.state === state)
  return worker
}

/**
 * @param {string} url
 * @returns {Promise<HTMLIFrameElement>} a frame with a document, loaded
 */
export async function frame (url) {
  const element = document.createElement('iframe')
  element.src = url
  const loaded = next(element, 'load')
  document.body.append(element)
  await loaded
  return element
}

/** @param {HTMLIFrameElement} element */
export function container (element) {
  return /** @type {any} */ (element.contentWindow).navigator.serviceWorker
}

/**
 * @param {HTMLIFrameElement} element
 * @param {string} url
 * @returns {Promise<string>} what the frame's document is answered
 */
export async function read (element, url) {
  return (await /** @type {any} */ (element.contentWindow).fetch(url)).text()
}

/** @param {() => any} work */
export async function failure (work) {
  try {
    await work()
  } catch (/** @type {any} */ error) {
    return error.name
  }
  return 'no error'
}
