/**
 * Runs the code of a worker, and reports its end.
 * @module
 */

import { isIdle, whenIdle } from '../../internal/keep-alive.js'
import { process } from '../process/process.js'
import { marked, packed } from './control.js'
import { say } from './ports.js'
import { take } from './process.js'

/** @typedef {import('./thread.js').Start} Start */

const scope = /** @type {any} */ (globalThis)
/** Thrown by `process.exit()`, for nothing may run after it. */
const EXITED = Symbol('exited')
let over = false

/** @param {Start} start */
export async function run (start) {
  const { port } = start
  take(start, (code) => {
    exit(port, code)
    throw EXITED
  })
  scope.addEventListener('error', (/** @type {ErrorEvent} */ event) => fail(event, event.error ?? event.message, port))
  scope.addEventListener('unhandledrejection', (/** @type {PromiseRejectionEvent} */ event) => fail(event, event.reason, port))
  say(port, marked({ kind: 'online' }))
  // The realm that made this worker is gone.
  port.addEventListener('close', () => exit(port, Number(process.exitCode ?? 0)))
  await evaluate(start)
  whenIdle(() => {
    if (over) return
    const code = Number(process.exitCode ?? 0)
    process.emit('beforeExit', code)
    if (isIdle()) exit(port, Number(process.exitCode ?? 0))
  })
}

/** @param {Start} start */
async function evaluate ({ filename, eval: isSource, commonjs }) {
  if (!isSource && !commonjs) return import(filename)
  const first = await import('./commonjs.js')
  await (isSource ? first.evaluate(filename) : first.load(filename))
}

/**
 * @param {Event} event
 * @param {any} error
 * @param {MessagePort} port
 */
function fail (event, error, port) {
  if (error === EXITED || over) return event.preventDefault()
  const name = event.type === 'unhandledrejection' && process.listenerCount('unhandledRejection') ? 'unhandledRejection' : 'uncaughtException'
  if (process.listenerCount(name)) return
  event.preventDefault()
  say(port, marked({ kind: 'error', error: packed(error) }))
  exit(port, 1)
}

/**
 * @param {MessagePort} port
 * @param {number} code
 */
function exit (port, code) {
  if (over) return
  over = true
  let last = code
  try {
    process.exitCode = code
    process.emit('exit', code)
    last = Number(process.exitCode ?? code)
  } finally {
    say(port, marked({ kind: 'exit', code: last }))
    scope.close()
  }
}
