/** The panel trying itself, with its own server: nothing is asked of the network. */

import { attempt, until } from 'oro:panel'

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  yield await attempt('connects', async () => {
    await view.connect('tcp', view.echo)
    return [view.open && view.facts.includes('127.0.0.1'), view.facts]
  })
  yield await attempt('says and hears', async () => {
    view.say('hello')
    await until(() => view.heard.includes('hello'))
    return [true, view.heard.trim()]
  })
  yield await attempt('disconnects', async () => {
    view.disconnect()
    await until(() => !view.open)
    return [view.error === null, 'ended by this side']
  })
  yield await attempt('says that nobody listens', async () => {
    await view.connect('tcp', '127.0.0.1:1')
    return [view.error?.code === 'ECONNREFUSED' && view.facts.includes('ECONNREFUSED'), view.error?.message]
  })
  yield await attempt('says that a server speaks no TLS', async () => {
    await view.connect('tls', view.echo)
    return [!view.open && view.error !== null, view.error?.code]
  })
  yield await attempt('says what is no place', async () => {
    await view.connect('tcp', 'nowhere')
    return [view.error instanceof TypeError, view.error?.message]
  })
  yield await attempt('connects again', async () => {
    await view.connect('tcp', view.echo)
    view.say('once more')
    await until(() => view.heard.includes('once more'))
    return [view.open, view.heard.trim()]
  })
}
