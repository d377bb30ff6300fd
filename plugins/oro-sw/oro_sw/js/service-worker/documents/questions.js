/**
 * What the host asks the documents of this window, since engines do not tell it.
 * @module
 */

import { call } from '../shared/call.js'
import { described, isClient, within } from '../shared/realm.js'
import { rank } from './references.js'
import { clear } from './clear.js'

/** @type {Record<string, (given: any) => any>} */
const answers = {
  whose,
  frames: () => [...within()].filter(isClient).map((realm) => ({
    ...described(realm),
    focused: realm.document.hasFocus(),
    ancestors: [...realm.location.ancestorOrigins ?? []]
  })),
  focus,
  navigate,
  clear
}

/**
 * Answer a question of the host.
 * @param {{ id: string, what: string, given: any }} question
 */
export async function answer ({ id, what, given }) {
  const found = await answers[what]?.(given)
  await call('serviceWorker.client.answer', { id, answer: JSON.stringify(found ?? null) })
}

/**
 * The document that asks for a URL. None says so; what it refers to and has not loaded tells, and that it is loading.
 * @param {import('./references.js').Wanted} wanted
 */
function whose (wanted) {
  let [best, highest] = [globalThis.window, rank(globalThis.window, wanted)]
  for (const realm of within()) {
    const found = rank(realm, wanted)
    if (found > highest) [best, highest] = [realm, found]
  }
  return isClient(best) ? described(best) : { id: 'none' }
}

/** @param {string} client */
function realmOf (client) {
  return [...within()].find((realm) => described(realm).id === client)
}

/**
 * Give a frame the keyboard.
 * @param {{ client: string }} given
 */
function focus ({ client }) {
  realmOf(client)?.focus()
  return true
}

/**
 * Show another document in a frame.
 * @param {{ client: string, url: string }} given
 */
async function navigate ({ client, url }) {
  const realm = realmOf(client)
  if (!realm) return null
  const { frameElement } = realm
  const moves = withoutFragment(url) !== withoutFragment(realm.location.href) || !url.includes('#')
  const loaded = new Promise((resolve) => frameElement.addEventListener('load', resolve, { once: true }))
  realm.location.href = url
  if (moves) await loaded
  const shown = [...within()].find((each) => each.frameElement === frameElement)
  return shown && isClient(shown) ? described(shown) : null
}

/** @param {string} url */
function withoutFragment (url) {
  return url.split('#')[0]
}
