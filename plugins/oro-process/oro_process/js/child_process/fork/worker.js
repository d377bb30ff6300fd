/**
 * The script a forked worker begins with: it gives `process` the members it has in a child.
 * @module
 */

import { EventEmitter } from 'oro:events'
import { attach } from '../channel.js'

const scope = /** @type {any} */ (globalThis)
const PROCESS = 'oro:process'

/** @type {any[]} */
const early = []
/** @type {((told: any) => void) | null} */
let hear = null

scope.onmessage = (/** @type {MessageEvent} */ { data }) => {
  if (data.kind === 'start') begin(data).catch(fail)
  else if (hear) hear(data)
  else early.push(data)
}
scope.addEventListener('error', (/** @type {ErrorEvent} */ event) => {
  event.preventDefault()
  fail(event.error ?? event.message)
})
scope.addEventListener('unhandledrejection', (/** @type {PromiseRejectionEvent} */ event) => fail(event.reason))

/** @param {any} start */
async function begin ({ module, path, args, env, execArgv, piped, pid, advanced }) {
  const process = await ownProcess()
  const { receive, end } = attach(process, {
    post: (message, done) => {
      scope.postMessage({ kind: 'message', message: advanced ? message : JSON.stringify(message) })
      queueMicrotask(done)
    },
    close: () => {
      scope.postMessage({ kind: 'disconnect' })
      // As a program ends that has nothing left to wait for.
      setTimeout(() => exit(process.exitCode ?? 0))
    }
  })
  const own = { argv: [process.execPath ?? 'oro', path, ...args], execArgv, pid, exit, ...env && { env: { ...env } } }
  for (const [name, value] of Object.entries(own)) define(process, name, value)
  scope.process = process
  if (piped) redirect(process)
  await import(module)
  hear = ({ kind, message }) => {
    if (kind === 'message') receive(advanced ? message : JSON.parse(message))
    else if (kind === 'disconnect') end()
  }
  early.splice(0).forEach(hear)

  /** @param {number} [code] */
  function exit (code) {
    const last = Number(code ?? process.exitCode ?? 0)
    process.emit('exit', last)
    scope.postMessage({ kind: 'exit', code: last })
    scope.close()
  }
}

/** @returns {Promise<any>} */
async function ownProcess () {
  try {
    return (await import(PROCESS)).default
  } catch {
    return new EventEmitter()
  }
}

/** @param {any} process */
function redirect (process) {
  const to = (/** @type {number} */ fd) => (/** @type {any} */ text) => {
    scope.postMessage({ kind: 'output', fd, text: typeof text === 'string' ? text : new TextDecoder().decode(text) })
    return true
  }
  for (const [fd, names] of /** @type {[number, ('log' | 'error')[]][]} */ ([[1, ['log', 'info', 'debug']], [2, ['error', 'warn', 'trace']]])) {
    const write = to(fd)
    for (const name of names) console[name] = (...words) => { write(`${words.map(shown).join(' ')}\n`) }
    define(process, fd === 1 ? 'stdout' : 'stderr', { write, fd })
  }
}

/** @param {any} word */
function shown (word) {
  return typeof word === 'object' && word !== null && !(word instanceof Error) ? JSON.stringify(word) : String(word)
}

/**
 * @param {any} object
 * @param {string} name
 * @param {any} value
 */
function define (object, name, value) {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true })
}

/** @param {any} error */
function fail (error) {
  const stack = error?.stack ?? ''
  const text = stack.includes(String(error)) ? stack : `${error}\n${stack}`
  scope.postMessage({ kind: 'output', fd: 2, text: `Uncaught ${text}\n` })
  scope.postMessage({ kind: 'exit', code: 1 })
  scope.close()
}
