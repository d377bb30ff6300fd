/**
 * Control messages of a worker, such as its exit. They take the port of ordinary messages, so that an exit arrives after all that was posted
 * before it.
 * @module
 */

import { builtin } from '../module/builtins.js'

const MARK = '__oro_worker_threads'

/** @typedef {{ kind: 'online' | 'error' | 'exit' | 'output', [member: string]: any }} Control */

/** @param {Control} control */
export function marked (control) {
  return { [MARK]: control }
}

/** @param {any} data @returns {Control | null} */
export function controlIn (data) {
  return data !== null && typeof data === 'object' && Object.hasOwn(data, MARK) ? data[MARK] : null
}

/**
 * Make of an error what can be sent: engines leave out its own members, Node does not.
 * @param {any} error
 */
export function packed (error) {
  if (!(error instanceof Error)) return { value: copied(error) }
  const members = Object.entries(error).filter(([name]) => name !== 'stack' && name !== 'message')
  const more = Object.fromEntries(members.map(([name, value]) => [name, copied(value)]))
  const { name, message, stack } = error
  return { value: copied(error), name, message, stack, more }
}

/** @param {any} sent @returns {any} */
export function unpacked ({ value, name, message, stack, more }) {
  if (name === undefined) return value
  const error = value instanceof Error ? value : new Error(message)
  for (const [key, text] of Object.entries({ name, message, stack })) {
    if (/** @type {any} */ (error)[key] !== text) Object.defineProperty(error, key, { value: text, configurable: true, writable: true })
  }
  return Object.assign(error, more)
}

/** @param {any} value @returns {any} the value, or how it is written where it cannot be sent */
function copied (value) {
  try {
    return structuredClone(value)
  } catch {
    return builtin('util').inspect(value)
  }
}
