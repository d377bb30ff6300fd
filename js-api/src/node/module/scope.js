/**
 * The globals that modules find beside their own five names: those of Node, of its own kind, from a function around each.
 * A module may declare these names itself, and the page's globals stay those of the web.
 * @module
 */

import { carries } from '../async_hooks/frame.js'
import { Buffer } from '../buffer.js'
import { process } from '../process/process.js'
import * as timers from '../timers.js'
import { builtin } from './builtins.js'
import { processOf } from './process-of.js'
import { callSites, LOOKS } from './call-sites.js'

const NAMES = ['process', 'global', 'Buffer', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate', 'queueMicrotask', 'console']

/** @type {boolean | undefined} asked with the first module: a policy may forbid to evaluate text */
let namesText

/** @param {string} filename of the module @returns {boolean} whether stacks say where evaluated text is from; where not, the name of a module's function says its file */
function stacksNameText (filename) {
  namesText ??= compiled("new Error('here').stack\n//# sourceURL=/text-of-a-module", filename).includes('/text-of-a-module')
  return Boolean(namesText)
}

/**
 * @param {string} wrapped a function expression
 * @param {string} filename
 * @param {Record<string, any>} [more] further names
 * @returns {any} the function, which sees Node's globals
 */
export function scoped (wrapped, filename, more = {}) {
  const further = LOOKS.test(wrapped) ? { ...more, ...callSites() } : more
  const names = [...NAMES, ...Object.keys(further)].join(', ')
  const outer = compiled(`(function (${names}) { return ${named(wrapped.trim().replace(/;$/, ''), filename)}\n})\n//# sourceURL=${encoded(filename)}`, filename)
  return outer(...values(wrapped, filename), ...Object.values(further))
}

/** @param {string} text of a function @param {string} filename @returns {string} the same, where it is needed with a name that stacks show */
function named (text, filename) {
  return stacksNameText(filename) ? text : `({ ${JSON.stringify(filename)}: ${text.replace(/^\((function \([\s\S]*)\)$/, '$1')} })[${JSON.stringify(filename)}]`
}

/** @param {string} text @param {string} filename @returns {any} */
function compiled (text, filename) {
  try {
    return (0, eval)(text)
  } catch (error) {
    throw error instanceof EvalError ? refused(error, filename) : located(error, filename)
  }
}

/** @param {EvalError} cause @param {string} filename @returns {EvalError} that says what to do */
function refused (cause, filename) {
  const advice = "allow 'unsafe-eval' in script-src, or import an ES module"
  return new EvalError(`Cannot require ${filename}: the page's policy lets no text be run as code: ${advice}`, { cause })
}

/**
 * Name the file where an error of its syntax is shown, as Node does: engines name none.
 * @param {any} error
 * @param {string} filename
 */
export function located (error, filename) {
  if (error instanceof SyntaxError) error.stack = `${filename}\n\n${String(error)}\n${String(error.stack).replace(String(error), '').trimStart()}`
  return error
}

const TIMERS = /** @type {const} */ (['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'])
/** The page's timers, as they were before a library could put others in their place. */
const pages = TIMERS.map((name) => Object.getOwnPropertyDescriptor(globalThis, name)?.value)
/** Node's timers, which are the page's where a library replaced those, as the clocks of tests do. */
const replaceable = TIMERS.map((name, at) => {
  const own = /** @type {any} */ (timers[name])
  let isAsked = false
  const timer = (/** @type {any[]} */ ...given) => {
    const now = Reflect.get(globalThis, name)
    // What was put there may stand on this one, which it kept.
    if (now === pages[at] || now === timer || now === undefined || isAsked || carries(now)) return own(...given)
    isAsked = true
    try {
      return now(...given)
    } finally {
      isAsked = false
    }
  }
  return Object.defineProperties(timer, Object.getOwnPropertyDescriptors(own))
})
// Modules find that their timers are those of `require('timers')`.
Object.assign(timers.default, Object.fromEntries(TIMERS.map((name, at) => [name, replaceable[at]])))

/**
 * @param {string} text the module's: what it does not name is not loaded
 * @param {string} filename
 */
function values (text, filename) {
  const console = /\bconsole\b/.test(text) ? builtin('console') : undefined
  return [/\bprocess\b/.test(text) ? processOf(filename) : process, globalThis, Buffer, ...replaceable, globalThis.queueMicrotask, console]
}

/** Engines take no name with a space or a quote. @param {string} path */
function encoded (path) {
  return path.replace(/[\s'"]/g, encodeURIComponent)
}
