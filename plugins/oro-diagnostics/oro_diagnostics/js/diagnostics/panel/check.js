/** The panel trying itself. */

import { request } from 'oro:ipc'
import { attempt, until } from 'oro:panel'
import { time } from './words.js'

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  const { watch } = view
  yield await attempt('times every call', async () => {
    const before = watch.timings.routes.ping?.count ?? 0
    await Promise.all(Array.from({ length: 50 }, () => request('ping')))
    await watch.look()
    const { count, mean } = watch.timings.routes.ping
    return [count >= before + 50 && view.text.includes('ping'), `${count} pings, ${time(mean)} each`]
  })
  yield await attempt('counts errors', async () => {
    const errors = () => watch.timings.routes['diagnostics.stream.sse']?.errors ?? 0
    const before = errors()
    await request('diagnostics.stream.sse', { count: 0 })
    await watch.look()
    return [errors() === before + 1, `${errors()} in all`]
  })
  yield await attempt('knows how long the loop’s turns are', async () => {
    const { count, p95, max, spread } = watch.timings.loop
    const sum = spread.reduce((/** @type {number} */ sum, /** @type {any} */ step) => sum + step.count, 0)
    return [count > 0 && sum === count && p95 <= max, `${count} turns, 95 % within ${time(p95)}, the longest ${time(max)}`]
  })
  yield await attempt('lists plugins', async () => {
    view.choose('plugins')
    const names = Object.keys(watch.timings.plugins)
    return [names.length > 0 && names.every((name) => view.text.includes(name)), `${names.length} plugins`]
  })
  yield await attempt('lists what is open', async () => {
    view.choose('handles')
    const windows = watch.open().find(({ name }) => name === 'windows')
    return [windows?.count === watch.handles.windows.handles.count && view.text.includes('windows'), `${windows?.count} windows`]
  })
  yield await attempt('looks again by itself', async () => {
    view.choose('routes')
    const before = watch.timings
    await until(() => watch.timings !== before, 'nothing was asked')
    return [watch.rates.length > 0, `${Math.round(watch.rates.at(-1) ?? 0)} calls a second`]
  })
}
