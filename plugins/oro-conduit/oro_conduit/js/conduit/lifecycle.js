/**
 * Handles the application's pause and resume: the server stops and every client is inactive, then
 * the server starts, perhaps on another port, and clients that want to connect again. That is so where services
 * pause (`lifecycle_desktop_always_running = false`).
 */

import { onApplicationPause, onApplicationResume } from 'oro:hooks'
import { log } from './lines/debug.js'
import { startServer, stopServer } from './routes.js'

let paused = false
/** @type {(() => void)[]} */
const pausing = []
/** @type {(() => void)[]} */
const resuming = []

/** Whether the application is paused. */
export function isPaused () {
  return paused
}

/** @param {() => void} callback called before the server stops */
export function onPaused (callback) {
  pausing.push(callback)
}

/** @param {() => void} callback called after the server started */
export function onResumed (callback) {
  resuming.push(callback)
}

/** Every stop and start waits for the one before. */
let turn = Promise.resolve()

/** @param {() => Promise<any>} change */
function next (change) {
  turn = turn.then(change).catch((error) => log('cannot change the server', error))
  return turn
}

/** Where services run on in the background, so does the connection: a change to another window is no reason to lose it. */
function follows () {
  return globalThis.__args?.config?.lifecycle_desktop_always_running === false
}

onApplicationPause(() => {
  if (paused || !follows()) return
  paused = true
  for (const callback of pausing) callback()
  next(stopServer)
})

onApplicationResume(async () => {
  if (!follows()) return
  // Also without a pause before it: that event may have been lost with the connection it travelled on.
  paused = false
  await next(startServer)
  if (!paused) for (const callback of resuming) callback()
})
