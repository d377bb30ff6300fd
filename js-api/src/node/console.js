/**
 * Node's console, and the class behind it. The page's own console stays the web's.
 * @module
 */

import { Console } from './console/console.js'
import { nodeConsole } from './console/page.js'

export const globalConsole = globalThis.console
export const {
  assert, clear, count, countReset, debug, dir, dirxml, error, group, groupCollapsed, groupEnd, info, log, profile, profileEnd, table, time, timeEnd,
  timeLog, timeStamp, trace, warn
} = nodeConsole
export { Console }

/**
 * Have everything that a console writes written to streams as well.
 * @param {any} target such as `globalThis.console`
 * @param {{ stdout?: any, stderr?: any }} [streams] those of `oro:process` by default
 * @returns {Promise<() => void>} takes it back
 */
export async function patchGlobalConsole (target = globalConsole, streams) {
  const { stdout, stderr } = streams ?? await import('./process.js')
  const also = new Console({ stdout, stderr })
  const names = /** @type {const} */ (['debug', 'error', 'info', 'log', 'warn'])
  const originals = Object.fromEntries(names.map((name) => [name, target[name]]))
  for (const name of names) {
    target[name] = (/** @type {any[]} */ ...args) => {
      originals[name].apply(target, args)
      also[name](...args)
    }
  }
  return () => { Object.assign(target, originals) }
}

export default Object.assign(nodeConsole, { Console, globalConsole, patchGlobalConsole })
