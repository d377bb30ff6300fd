/**
 * The values that follow a chain of calls. Rules:
 *
 * 1. A frame is a map from storage to value; the current one is a variable of this module, and empty whenever no
 *    code of a frame runs.
 * 2. `then()`, timers, `queueMicrotask()` and `process.nextTick()` carry the frame of the moment they were called.
 * 3. An engine gives no notice when an async function goes on after `await`. But of a promise whose constructor is not
 *    its own it asks for `then` when the function stops, and calls that a job later: so `globalThis.Promise` becomes
 *    another, `then` a getter that remembers the frame, and what goes on goes on between two jobs, of which the first
 *    enters the frame and the second leaves it. Jobs run in the order they were added, so nothing else comes between.
 * 4. `await` of what is no promise asks for nothing. Behind `run()` and every callback of rule 2 it goes on in their
 *    frame, for they are put between two jobs as well; behind another `await` it goes on in none.
 *
 * Nothing of the page is changed before a storage is first run.
 *
 * @module
 */

/** @typedef {ReadonlyMap<any, any>} Frame */

/** @type {Frame} */
const NONE = new Map()
let current = NONE
let carrying = false
let depth = 0
const later = globalThis.queueMicrotask
/** Functions that stand in the place of the page's own, to carry frames. @type {WeakSet<Function>} */
const carriers = new WeakSet()

/** @returns {Frame} */
export function frame () {
  return current
}

/** @param {Frame} next the frame of the code that runs now and of what it leads to */
export function enter (next) {
  current = next
  if (depth === 0) later(() => { current = NONE })
}

/**
 * @template T
 * @param {Frame} within
 * @param {() => T} fn
 * @returns {T}
 */
export function run (within, fn) {
  const before = current
  let outside = NONE
  later(() => { [outside, current] = [current, within] })
  current = within
  depth++
  try {
    return fn()
  } finally {
    depth--
    current = before
    later(() => { current = outside })
  }
}

/**
 * @template {(...args: any[]) => any} F
 * @param {F} fn
 * @returns {F} what runs in the present frame
 */
export function bind (fn) {
  return carrying ? bound(current, fn) : fn
}

/**
 * @template F
 * @param {Frame} within
 * @param {F} fn
 * @returns {F}
 */
function bound (within, fn) {
  if (typeof fn !== 'function') return fn
  return /** @type {any} */ (function (/** @type {any} */ ...args) {
    // @ts-ignore `this` may be anything.
    return run(within, () => Reflect.apply(fn, this, args))
  })
}

/** @param {Function} fn @returns {boolean} whether it is the page's own, made to carry frames */
export function carries (fn) {
  return carriers.has(fn)
}

/** From now on the page's own ways to call later carry the frame. */
export function carry () {
  if (carrying) return
  carrying = true
  carryThroughPromises()
  for (const name of ['setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback']) {
    const original = /** @type {any} */ (globalThis)[name]
    if (!original) continue
    const carried = (/** @type {any} */ fn, /** @type {any[]} */ ...rest) => Reflect.apply(original, globalThis, [bind(fn), ...rest])
    carriers.add(carried)
    Object.defineProperty(globalThis, name, { value: carried, configurable: true, writable: true, enumerable: true })
  }
}

function carryThroughPromises () {
  const { Promise } = globalThis
  const { prototype } = Promise
  const { then: original } = prototype
  const constructor = new Proxy(Promise, {})
  /** @param {Frame | null} known @returns {any} */
  const thenIn = (known) => function then (/** @type {any} */ onValue, /** @type {any} */ onError) {
    const within = known ?? current
    // @ts-ignore The promise.
    return Reflect.apply(original, this, [bound(within, onValue), bound(within, onError)])
  }
  const then = thenIn(null)
  Object.defineProperty(prototype, 'constructor', { value: constructor, configurable: true, writable: true })
  Object.defineProperty(prototype, 'then', {
    get: () => current === NONE ? then : thenIn(current),
    set (value) { Object.defineProperty(this, 'then', { value, configurable: true, writable: true, enumerable: true }) },
    configurable: true
  })
  Object.defineProperty(globalThis, 'Promise', { value: constructor, configurable: true, writable: true })
}
