/** The panel trying itself. */

import { request } from 'oro:ipc'
import { attempt, until } from 'oro:panel'
import { connection } from '../connection.js'

/** Milliseconds the chart of the stream is given to fill. */
const FILLING = 6000

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  const { race, flow, talk } = view
  if (!race.running) race.start()
  yield await attempt('is open', async () => {
    await until(() => connection.way)
    view.draw()
    return [view.state.startsWith('Open over'), view.state]
  })
  yield await attempt('times calls over both ways', async () => {
    await until(() => race.times.scheme.length > 30 && (race.times.conduit.length > 30 || connection.way === 'held'))
    const [conduit, scheme] = [race.median('conduit'), race.median('scheme')]
    return [scheme !== null, `${conduit?.toFixed(2)} ms, over the scheme ${scheme?.toFixed(2)} ms`]
  })
  yield await attempt('streams both ways', async () => {
    flow.start()
    await until(() => flow.rates.length > 12)
    view.draw()
    return [flow.received > 1e6, `${flow.rate.toFixed(0)} MB/s`]
  })
  yield await attempt('stops', async () => {
    flow.stop()
    const { received } = flow
    await request('ping')
    return [flow.received - received < 1e6, 'nothing more came']
  })
  yield await attempt('clients talk', async () => {
    const words = `☃ ${crypto.randomUUID()}`
    talk.say('B', words)
    await until(() => view.lines.some((line) => line === words))
    return [true, 'a snowman arrived']
  })
  yield await attempt('calls go on without it', async () => {
    connection.close()
    await until(() => !connection.isOpen)
    const { err } = await request('ping')
    const closed = view.state
    connection.open()
    await until(() => connection.isOpen)
    return [!err && closed.startsWith('Closed') && view.state.startsWith('Open over'), closed]
  })
  await fill(view)
}

/**
 * Have the chart of the stream full for a picture, or, on a busy machine, as full as it gets.
 * @param {View} view
 */
async function fill (view) {
  const { flow } = view
  const end = performance.now() + FILLING
  flow.start()
  await until(() => flow.rates.length > 60 || performance.now() > end)
  view.draw()
  flow.stop()
}
