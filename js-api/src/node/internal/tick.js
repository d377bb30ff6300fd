/**
 * The queue behind `process.nextTick()`. Node empties it before promise jobs. Where a timer or an immediate of Node's kind
 * ran, it is emptied before those too. Elsewhere a page cannot know when they begin, so the queue is one microtask: after
 * the promise jobs that wait already, before every timer and event.
 * @module
 */

import { bind } from '../async_hooks/frame.js'
import { invalidArgType } from '../../base/errors/node.js'

/** @type {(() => void)[]} */
let queue = []

/**
 * Call `callback` soon: once the running code is done, before any timer or event.
 * @param {(...args: any[]) => any} callback
 * @param {...any} args
 */
export function nextTick (callback, ...args) {
  if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
  if (queue.push(bind(() => { callback(...args) })) === 1) queueMicrotask(drain)
}

/**
 * Run a task of the engine, and what it leaves for the next tick before the promise jobs it leaves.
 * @param {() => void} call
 */
export function asTask (call) {
  try {
    call()
  } finally {
    drain()
  }
}

/** Calls that are added meanwhile are made too; what one throws is reported and stops none of the others. */
function drain () {
  for (let next = 0; next < queue.length; next++) {
    try {
      queue[next]()
    } catch (error) {
      reportError(error)
    }
  }
  queue = []
}
