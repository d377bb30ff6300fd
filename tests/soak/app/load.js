/** What the page does: each kind of load by itself, then everything at once, again and again. */

import { request } from 'oro:ipc'
import { LOADS, SELDOM } from './kinds.js'

/** Calls in flight when the page is reloaded; the app knows how many they are. Conduit's 1000th stream would wait. */
const FLYING = { conduit: 900, scheme: 1100 }

/**
 * @param {import('./kinds.js').Load} load
 * @param {object} [options]
 * @param {number} [options.pause] ms between two rounds
 * @param {number} [options.until] when it ends, by `performance.now()`; it runs once at least
 */
async function again (load, { pause = 10, until = Infinity } = {}) {
  do {
    try {
      await load(plan.folder)
    } catch (error) {
      await request('soak.failed', { text: `${load.name}: ${error?.stack ?? error}` })
      return
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  } while (performance.now() < until)
}

/**
 * Run each load by itself, and say so when it is over. The first round is for what is made once and stays.
 */
async function apart () {
  for (const load of LOADS) await again(load, { until: 0 })
  await say('soak.rested', { load: 'one of each' })
  for (const load of LOADS) {
    await again(load, { until: performance.now() + plan.apart * 1000 })
    await say('soak.rested', { load: load.name })
  }
  await say('soak.done')
}

/**
 * @param {string} route
 * @param {object} [params]
 */
async function say (route, params) {
  const { err } = await request(route, params)
  if (err) throw err
}

function begin () {
  for (const load of LOADS) again(load)
  for (const load of SELDOM) again(load, { pause: 500 })
}

function hang () {
  for (let n = 0; n < FLYING.conduit; n++) request('soak.hang')
  for (let n = 0; n < FLYING.scheme; n++) fetch('ipc://soak.hang').catch(() => {})
}

const { data: plan } = await request('soak.ready')
const wishes = { hang, apart, load: begin }
for (;;) {
  const { data: wanted } = await request('soak.wanted')
  await wishes[wanted]()
  if (wanted !== 'apart') break
}
