/**
 * Data that pages and sites stored in this app: cookies, web storage, databases, caches.
 *
 *     import { clear } from 'oro:session'
 *     await clear()                         // as after the first start
 *     await clear({ kinds: ['cookies'] })   // signed out of every site
 *
 * It stays from one start to the next, in a folder of the app's own, unless `[webview] storage = "memory"`.
 * @module
 */

import { request } from '../base/ipc.js'

export * as default from './session.js'

/** @typedef {'cookies' | 'storage' | 'cache'} Kind cookies; web storage and databases; copies of answers of sites */

/**
 * Throw away what was stored; a database to which a connection is open goes when that is closed.
 *
 * In QtWebEngine `storage` means that of the app's own origin; `oro session clear` reaches that of sites, too.
 * @param {{ kinds?: Kind[] }} [options] all kinds when there are none
 * @returns {Promise<void>} rejects without permission `session`
 */
export async function clear ({ kinds = ['cookies', 'storage', 'cache'] } = {}) {
  const { err } = await request('session.clear', { kinds: JSON.stringify(kinds) })
  if (err) throw err
  if (kinds.includes('storage')) await clearOwn()
}

async function clearOwn () {
  localStorage.clear()
  sessionStorage.clear()
  for (const { name } of await indexedDB.databases()) if (name !== undefined) await deleteDatabase(name)
  if (!globalThis.caches) return
  for (const name of await caches.keys()) await caches.delete(name)
}

/**
 * @param {string} name
 * @returns {Promise<void>}
 */
function deleteDatabase (name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(name)
    asked.onsuccess = asked.onblocked = () => resolve()
    asked.onerror = () => reject(asked.error)
  })
}
