/**
 * The data that pages and sites stored in this app, cookies of sites, the proxy, and the profiles of the app: each is a
 * store of its own, for an account beside others.
 *
 *     import { clear, cookies } from 'oro:session'
 *     await cookies.get({ url: 'https://site.example/' })
 *     await clear()                         // as after the first start
 *     await clear({ kinds: ['cookies'] })   // signed out of every site
 *
 * It stays from one start to the next, in a folder of the app's own, unless `[webview] storage = "memory"`. Without
 * `profile`, each function means the profile of the window it is called in; an empty one is the app's own.
 * @module
 */

import { request } from '../base/ipc.js'

export * as default from './session.js'

/** @typedef {'cookies' | 'storage' | 'cache'} Kind cookies; web storage and databases; copies of answers of sites */

/**
 * @typedef {object} Cookie
 * @property {string} name
 * @property {string} value
 * @property {string} domain `site.example` for that host alone, `.site.example` for the names below it, too
 * @property {string} path
 * @property {number | null} expires in seconds since 1970; null for a cookie that is forgotten when the app ends
 * @property {boolean} httpOnly sent to the site, but unseen by its scripts
 * @property {boolean} secure sent over TLS only
 * @property {'Lax' | 'Strict' | 'None' | null} sameSite null where the site said nothing, or the engine does not tell
 */

/** @typedef {{ url?: string, name?: string, domain?: string }} CookieFilter sent to a URL, of a name, of a domain or below it */

/**
 * @typedef {object} StorageState what Playwright's `storageState` writes
 * @property {Array<Omit<Cookie, 'expires'> & { expires: number }>} cookies `expires` is -1 without a time
 * @property {Array<{ origin: string, localStorage: Array<{ name: string, value: string }> }>} origins
 */

/** @typedef {{ name: string, ephemeral: boolean, windows: number }} Profile and how many windows show it */

/** @typedef {{ profile?: string }} InProfile */

/** Cookies of sites; every function rejects without permission `cookies`, which apps grant in `oro.toml`. */
export const cookies = Object.freeze({
  /**
   * @param {CookieFilter & InProfile} [filter] all unless given
   * @returns {Promise<Cookie[]>}
   */
  get: (filter = {}) => call('session.cookies', filter),

  /**
   * Keep a cookie in place of one of the same name, domain and path.
   * @param {Pick<Cookie, 'name' | 'domain'> & Partial<Cookie> & InProfile} cookie without `expires` until the app ends
   * @returns {Promise<void>} rejects with a NotSupportedError for the app's own origin, of which engines keep no cookies
   */
  set: ({ expires, sameSite, ...cookie }) => call('session.cookies.set', {
    ...cookie,
    ...(expires === null || expires === undefined ? {} : { expires }),
    ...(sameSite ? { sameSite } : {})
  }),

  /**
   * @param {CookieFilter & InProfile} filter at least one of its three
   * @returns {Promise<Cookie[]>} those that were removed
   */
  remove: (filter) => call('session.cookies.remove', filter),

  /**
   * Call a function soon after cookies have changed, by a page, a site or the app.
   * @param {() => void} listener
   * @param {InProfile & { signal?: AbortSignal }} [options]
   * @returns {Promise<void>}
   */
  async watch (listener, { profile, signal } = {}) {
    const own = profile ?? (await current()).profile
    globalThis.addEventListener('cookieschange', (event) => {
      if (/** @type {CustomEvent} */ (event).detail.profile === own) listener()
    }, { signal })
    await call('session.cookies.watch', { profile })
  }
})

/** The profiles beside the app's own: `createWindow({ profile: 'work', … })` makes one. */
export const profiles = Object.freeze({
  /** @returns {Promise<Profile[]>} */
  list: () => call('session.profiles'),

  /**
   * Delete a profile with all it holds.
   * @param {string} name
   * @returns {Promise<boolean>} whether it is gone at once; one of this run is emptied, and deleted later
   */
  remove: (name) => call('session.profiles.remove', { name })
})

/**
 * Throw away what was stored; a database to which a connection is open goes when that is closed.
 * @param {InProfile & { kinds?: Kind[], origins?: string[], since?: number | Date }} [options] all kinds of every
 *   origin unless given; `since` is a time, in milliseconds where it is a number
 * @returns {Promise<string[]>} what the engine cannot delete, a sentence each; rejects without permission `session`
 */
export async function clear ({ kinds = ['cookies', 'storage', 'cache'], origins, since, profile } = {}) {
  const left = await call('session.clear', {
    kinds: JSON.stringify(kinds),
    origins: origins && JSON.stringify(origins),
    since: since === undefined ? undefined : Number(since) / 1000,
    profile
  })
  const own = (profile === undefined || profile === (await current()).profile) && since === undefined
  if (own && kinds.includes('storage') && (!origins || origins.includes(location.origin))) await clearOwn()
  return left
}

/**
 * Write out the cookies of sites, and the local storage of this page's origin, as Playwright's `storageState` does.
 * @param {InProfile} [options]
 * @returns {Promise<StorageState>}
 */
export async function exportState ({ profile } = {}) {
  const state = await call('session.export', { profile })
  if (profile === undefined) {
    state.origins = [{ origin: location.origin, localStorage: Object.entries(localStorage).map(([name, value]) => ({ name, value })) }]
  }
  return state
}

/**
 * Take over what `exportState` or Playwright wrote: cookies, and the local storage of this page's origin.
 * @param {StorageState} state
 * @param {InProfile} [options]
 * @returns {Promise<{ cookies: number, origins: string[] }>} how many cookies were kept, and the origins whose local
 *   storage was not, as only their own pages can write it
 */
export async function importState (state, { profile } = {}) {
  const kept = await call('session.import', { state: JSON.stringify(state), profile })
  const left = []
  for (const { origin, localStorage: entries } of state.origins ?? []) {
    if (origin !== location.origin || profile !== undefined) left.push(origin)
    else for (const { name, value } of entries) localStorage.setItem(name, value)
  }
  return { cookies: kept, origins: left }
}

/**
 * Reach the network through a proxy, pages and host alike, and this machine directly.
 * @param {string} proxy `http://host:port` or `socks5://host:port`; empty for what the desktop is set to
 * @param {InProfile} [options]
 * @returns {Promise<void>} rejects without permission `proxy`, which apps grant in `oro.toml`, and with a
 *   NotSupportedError in QtWebEngine, which takes `[webview] proxy` as it starts
 */
export async function setProxy (proxy, { profile } = {}) {
  await call('session.setProxy', { proxy, profile })
}

/**
 * @param {string} route
 * @param {Record<string, any>} [parameters]
 */
async function call (route, parameters = {}) {
  const { err, data } = await request(route, parameters)
  if (err) throw err
  return data
}

/** @returns {Promise<{ profile: string }>} the window this runs in */
async function current () {
  const { __args } = /** @type {any} */ (globalThis)
  const [window] = await call('application.getWindows', { value: String(__args?.index ?? 0) })
  return window
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
