/**
 * What keeps a thread of `oro:worker_threads` from ending, as `worker_threads/life.js` counts it there; in a page, which
 * ends when it is closed, nothing is counted.
 * @module
 */

/** @typedef {{ hold: (handle: any) => void, release: (handle: any) => void, isIdle: () => boolean, whenIdle: (callback: () => void) => void }} Life */

/** @type {Life} */
const life = Reflect.get(globalThis, Symbol.for('oro.worker_threads.life')) ?? { hold () {}, release () {}, isIdle: () => false, whenIdle () {} }

export const { hold, release, isIdle, whenIdle } = life
