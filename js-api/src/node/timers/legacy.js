/**
 * Timers on objects of any kind, which Node has deprecated: the object's `_onTimeout()` is called after `_idleTimeout`.
 * @module
 */

import { deprecate } from '../util/debug.js'
import { checkedDuration } from './durations.js'
import { clearTimeout, Timeout } from './objects.js'

/** @type {WeakMap<object, Timeout>} */
const waiting = new WeakMap()

/** @param {any} item @param {any} delay milliseconds */
function give (item, delay) {
  const checked = checkedDuration(delay, 'msecs')
  take(item)
  Object.assign(item, { _idleNext: item, _idlePrev: item, _idleTimeout: checked })
}

/** @param {any} item @param {boolean} [referenced] */
function begin (item, referenced = true) {
  if (item instanceof Timeout) {
    item.refresh()
    return
  }
  clearTimeout(waiting.get(item))
  if (!(item._idleTimeout >= 0)) return
  waiting.set(item, new Timeout(() => { item._onTimeout?.() }, undefined, item._idleTimeout, false, referenced))
}

/** @param {any} item */
function take (item) {
  if (item instanceof Timeout) return clearTimeout(item)
  clearTimeout(waiting.get(item))
  waiting.delete(item)
  item._idleTimeout = -1
}

export const enroll = deprecate(give, 'timers.enroll() is deprecated. Please use setTimeout instead.', 'DEP0095')
export const unenroll = deprecate(take, 'timers.unenroll() is deprecated. Please use clearTimeout instead.', 'DEP0096')
export const active = deprecate(begin, 'timers.active() is deprecated. Please use timeout.refresh() instead.', 'DEP0126')
export const _unrefActive = deprecate(
  (/** @type {any} */ item) => begin(item, false), 'timers._unrefActive() is deprecated. Please use timeout.refresh() instead.', 'DEP0127'
)
