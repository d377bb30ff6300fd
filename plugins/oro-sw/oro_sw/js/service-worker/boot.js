/**
 * The start of a worker: its scope, its stream to the host, and the run of its script.
 * @module
 */

import { openStream } from 'oro:ipc'
import 'oro:conduit/auto'
import { answer, abort } from './scope/answer.js'
import { areas, open } from './shared/areas.js'
import { dispatch } from './events.js'
import { recall } from './bodies/leases.js'
import { adopt } from './scope/shapes.js'
import { install } from './scope/scope.js'
import { Turns } from './turns.js'

/**
 * @typedef {object} Config
 * @property {{ id: string, state: string, scriptURL: string }} version
 * @property {any} registration
 * @property {Record<string, string>} environment
 * @property {Record<string, string>} session
 * @property {typeof globalThis.fetch} fetch of the worker, whatever its script makes of the global one
 * @property {boolean} exports whether the script, which is a classic one, hands on what it is by `module.exports`
 */

/** To the hidden window; a service worker's scope has no such function. */
const toWindow = globalThis.postMessage.bind(globalThis)

/** @type {WritableStreamDefaultWriter<any>} */
let writer
/** @type {Config} */
let config

/**
 * Make this a service worker.
 * @param {Config} given
 */
export function begin (given) {
  config = { ...given, fetch: globalThis.fetch }
  const { readable, writable } = openStream(/** @type {any} */ ('serviceWorker.worker.run'), { id: given.version.id })
  writer = writable.getWriter()
  open(given, tell)
  install(given, tell)
  config.fetch = globalThis.fetch
  listen(readable)
}

/**
 * Run a classic script.
 * @param {() => void} script
 */
export function run (script) {
  const scope = /** @type {any} */ (globalThis)
  const module = { exports: {} }
  // Libraries take these for another kind of scope, and then leave no name in this one.
  if (config.exports) Object.assign(scope, { module, exports: module.exports })
  try {
    script()
  } catch (error) {
    return failed(error)
  }
  ready({ default: (config.exports ? scope.module : module).exports })
}

/**
 * The script ran, with these exports.
 * @param {any} exports
 */
export function ready (exports) {
  adopt(exports)
  evaluated()
}

addEventListener('error', ({ error, message }) => failed(error ?? message))

/** @param {any} error */
function failed (error) {
  evaluated(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

let ran = false

/** @param {string} [error] */
function evaluated (error) {
  if (ran) return
  ran = true
  toWindow(null)
  tell({ did: 'evaluated', error })
}

let said = ''

/**
 * Say something to the host; what is said in one turn leaves at once.
 * @param {any} message
 */
function tell (message) {
  if (!said) queueMicrotask(speak)
  said += JSON.stringify(message) + '\n'
}

function speak () {
  writer?.write(said).catch(() => {})
  said = ''
}

/** @param {ReadableStream<Uint8Array>} readable */
async function listen (readable) {
  const decoder = new TextDecoder()
  let rest = ''
  for (const reader = readable.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = /** @type {string} */ (lines.pop())
    for (const line of lines) if (line) hear(JSON.parse(line))
  }
}

/** @param {any} message */
async function hear (message) {
  const { do: what, id } = message
  if (what === 'fetch') return answer(config, message, tell)
  if (what === 'abort') return abort(id)
  if (what === 'state') return dispatch.state(message.registration)
  if (what === 'kept') return /** @type {any} */ (areas)[message.area].take(message.changes)
  if (what === 'recall') recall()
  if (what === 'ping' || what === 'recall') return tell({ did: what, id })
  // What was told before has its turn first.
  await new Promise((resolve) => Turns.of(config.registration.scope).add(() => resolve(null)))
  const error = await dispatch.life(what)
  tell({ did: what, id, error })
}
