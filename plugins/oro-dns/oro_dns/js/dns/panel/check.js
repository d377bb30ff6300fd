/** The panel trying itself, with what this machine knows: nothing is asked of the network. */

import { attempt } from 'oro:panel'

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

/** An address on which no server listens. */
const NOBODY = '127.0.0.1:1'

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  yield await attempt('finds this machine', async () => {
    const { rows, milliseconds } = await view.ask('lookup', 'localhost', '')
    return [rows.some(({ value }) => value === '127.0.0.1') && view.text.includes('127.0.0.1'), `${milliseconds.toFixed(1)} ms`]
  })
  yield await attempt('knows the names of an address', async () => {
    const { rows } = await view.ask('reverse', '127.0.0.1', '')
    return [rows.length > 0, rows.map(({ value }) => value).join(', ')]
  })
  yield await attempt('knows services', async () => {
    const { rows } = await view.ask('service', '127.0.0.1:80', '')
    return [rows.length === 2, rows.map(({ value }) => value).join(', ')]
  })
  yield await attempt('says what is not there', async () => {
    const { error } = await view.ask('lookup', 'not a name', '')
    return [error?.code === 'ENOTFOUND' && view.text.includes('ENOTFOUND'), error?.message]
  })
  yield await attempt('says what is no name', async () => {
    const { error } = await view.ask('MX', 'two..dots', NOBODY)
    return [error?.code === 'EBADNAME', error?.message]
  })
  yield await attempt('says that nobody answers', async () => {
    const { error } = await view.ask('A', 'localhost', NOBODY)
    return [error?.code === 'ECONNREFUSED', error?.message]
  })
  yield await attempt('cancels', async () => {
    const asked = view.ask('A', 'localhost', NOBODY)
    view.cancel()
    const { error } = await asked
    return [error?.code === 'ECANCELLED', error?.message]
  })
  yield await attempt('says what is no server', async () => {
    const { error } = await view.ask('A', 'localhost', 'nowhere')
    return [error?.code === 'ERR_INVALID_IP_ADDRESS', error?.message]
  })
  yield await attempt('remembers what was asked', async () => {
    await view.ask('lookup', 'localhost', '')
    return [view.asked >= 8, `${view.asked} questions`]
  })
}
