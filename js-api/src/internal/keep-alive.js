/**
 * Handles that keep a thread of `oro:worker_threads` running, counted by `worker_threads/keep-alive.js`. In a page, which
 * ends when it is closed, nothing is counted.
 * @module
 */

/** @typedef {{ hold: (handle: any) => void, release: (handle: any) => void, isIdle: () => boolean, whenIdle: (callback: () => void) => void }} Life */

/** @type {Life} */
const life = Reflect.get(globalThis, Symbol.for('oro.worker_threads.keepAlive')) ?? { hold () {}, release () {}, isIdle: () => false, whenIdle () {} }

export const { hold, release, isIdle, whenIdle } = life
