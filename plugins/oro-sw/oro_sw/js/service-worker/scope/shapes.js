/**
 * Workers written as an object of functions: `export default { fetch (request, env, ctx) {…} }`.
 * @module
 */

import { Context } from '../context.js'
import { env } from '../env.js'

/**
 * Take up the handlers a script exports, if it does.
 * @param {any} exports
 */
export function adopt (exports) {
  const given = exports.default
  const handlers = typeof given === 'function' ? { fetch: given } : { ...named(exports), ...(given ?? {}) }
  if (typeof handlers.fetch !== 'function') return
  const scope = /** @type {any} */ (globalThis)
  on('install', handlers.install ?? ((_, ctx) => ctx.event.waitUntil(scope.skipWaiting())))
  on('activate', handlers.activate ?? ((_, ctx) => ctx.event.waitUntil(scope.clients.claim())))
  addEventListener('fetch', (event) => {
    const asked = /** @type {any} */ (event)
    asked.respondWith(answered(handlers, asked))
  })
}

/**
 * @param {string} name
 * @param {(env: any, ctx: any) => any} handler
 */
function on (name, handler) {
  addEventListener(name, (event) => {
    const extendable = /** @type {any} */ (event)
    extendable.waitUntil((async () => handler(env, new Context(extendable)))())
  })
}

/**
 * @param {any} handlers
 * @param {any} event
 */
async function answered (handlers, event) {
  const context = new Context(event)
  const notFound = () => new Response('Not Found', { status: 404, statusText: 'Not Found' })
  try {
    return (await handlers.fetch(event.request, env, context)) ?? notFound()
  } catch (/** @type {any} */ error) {
    report(handlers, error)
    // What is not found here the app's own files answer.
    if (context.passes) return notFound()
    const { name, message, stack } = error ?? {}
    const json = event.request.headers.get('accept') === 'application/json'
    return json
      ? Response.json({ name, message, stack }, { status: 500 })
      : new Response(inspected(error), { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  }
}

/**
 * @param {any} error
 * @returns {string} with its stack, which not every engine begins with the message
 */
function inspected (error) {
  const stack = String(error?.stack ?? '')
  return stack.includes(String(error)) ? stack : `${error}\n${stack}`
}

/**
 * @param {any} handlers
 * @param {any} error
 */
function report (handlers, error) {
  if (typeof handlers.reportError !== 'function') return console.error(error)
  try {
    handlers.reportError(error)
  } catch (another) {
    console.error(another)
  }
}

/** @param {any} exports */
function named ({ fetch, install, activate, reportError }) {
  return Object.fromEntries(Object.entries({ fetch, install, activate, reportError }).filter(([, value]) => value))
}
