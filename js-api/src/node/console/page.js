/**
 * Node's console in a page. What it writes, as Node would, is a message of the page's own console, which the inspector and
 * `oro run` show. Where a program has put another `write()` on `process.stdout` or `process.stderr`, that gets it instead.
 * @module
 */

import { builtin } from '../module/builtins.js'
import { Console, start } from './console.js'
import { State } from './state.js'

const page = globalThis.console

/** @param {'stdout' | 'stderr'} name @param {(text: string) => void} show */
function stream (name, show) {
  return {
    /** @param {string} text @param {any} [callback] */
    write (text, callback) {
      const target = builtin('process')[name]
      if (Object.hasOwn(target, 'write')) return target.write(text, callback)
      show(text.replace(/\n$/, ''))
      callback?.(null)
      return true
    },
    get isTTY () { return builtin('process')[name].isTTY }
  }
}

export const nodeConsole = Object.create(Console.prototype)
start(nodeConsole, new State({ stdout: stream('stdout', page.log.bind(page)), stderr: stream('stderr', page.error.bind(page)), colorMode: false }))
for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
  Object.defineProperty(nodeConsole, `_${name}`, { get: () => builtin('process')[name], configurable: true })
}
for (const name of /** @type {const} */ (['timeStamp', 'profile', 'profileEnd'])) {
  nodeConsole[name] = (/** @type {any[]} */ ...args) => { /** @type {any} */ (page)[name]?.(...args) }
}
