/**
 * Accounts that people sign in to by their browser. Tokens stay in the host: a page knows who it is, and can ask.
 *
 *     import { signIn } from 'oro:login'
 *     const me = await signIn('work')
 *     const response = await me.fetch('https://api.example.com/tasks')
 *
 * Accounts are tables `[login.NAME]` of `oro.toml`. `signedin`, `signedout` and `expired` are told of each:
 *
 *     import login from 'oro:login'
 *     login.addEventListener('expired', ({ detail }) => login.signIn(detail.name))
 * @module
 */

import ipc from 'oro:ipc'
import { ask } from './login/requests.js'

export * as default from './login.js'

/** @typedef {{ signal?: AbortSignal }} Options */
/** @typedef {{ name: string, userCode: string, verificationUri: string, verificationUriComplete: string, seconds: number }} DeviceCode */
/** @typedef {{ name: string, claims: Record<string, any>, expires: number | null, scopes: string[], kept: boolean, unkept: string }} SignedIn */
/** @typedef {{ name: string, signedIn: boolean, issuer: string, fetch: string[] }} AccountState */
/** @typedef {Omit<RequestInit, 'body'> & { body?: any, duplex?: 'half' }} FetchInit */

const EVENTS = { signedin: 'loginsignedin', signedout: 'loginsignedout', expired: 'loginexpired' }
const CODE = 'logincode'

/** A person who is signed in to an account. */
export class Account {
  /** @param {SignedIn} signedIn */
  constructor ({ name, claims, expires, scopes, kept, unkept }) {
    /** The name of the account. */
    this.name = name
    /** The claims of the provider about the person, checked; `sub` names the person there. */
    this.claims = claims
    /** When the token that there was then ends; it is renewed before, so this ends nothing. */
    this.expires = expires === null ? null : new Date(expires * 1000)
    /** The scopes of the token. */
    this.scopes = scopes
    /** Whether the next start of the app knows the person, too. */
    this.kept = kept
    /** Why not. */
    this.unkept = unkept
  }

  /**
   * Make a request with the person's token, as `fetch()` describes it, to an address of `fetch` in `[login.NAME]`.
   *
   * It is made in the host: no rules of cross-origin requests hold, and no cookies are sent or kept. Bodies stream both
   * ways; a stream is sent as it comes where oro-conduit carries it, and once it is complete otherwise.
   * @param {RequestInfo | URL} input an absolute address
   * @param {FetchInit} [init] `signal`, `method`, `headers`, `body` and `redirect`
   * @returns {Promise<Response>}
   */
  fetch (input, init = {}) {
    return ask(this.name, input, init)
  }

  /**
   * Sign out, as `signOut(name)` does.
   * @param {Options & { everywhere?: boolean }} [options]
   */
  signOut (options) {
    return signOut(this.name, options)
  }
}

/**
 * Have the person sign in, in the browser or by a code; the promise settles once that is done.
 * @param {string} name of the account
 * @param {Options & { onCode?: (code: DeviceCode) => void }} [options] `onCode` is given the code to show, where `redirect` is `device`
 * @returns {Promise<Account>}
 */
export async function signIn (name, { signal, onCode } = {}) {
  const shown = (/** @type {any} */ { detail }) => { if (detail.name === name) onCode?.(detail) }
  globalThis.addEventListener(CODE, shown)
  try {
    return new Account(data(await ipc.request('login.signIn', { name }, { signal })))
  } finally {
    globalThis.removeEventListener(CODE, shown)
  }
}

/**
 * The person who is signed in, of an earlier run as well.
 * @param {string} name of the account
 * @param {Options} [options]
 * @returns {Promise<Account | null>} null when the account is signed out
 */
export async function current (name, options) {
  const { account } = data(await ipc.request('login.current', { name }, options))
  return account && new Account(account)
}

/**
 * Sign out: the host forgets the tokens, and tells the provider that they are void.
 * @param {string} name of the account
 * @param {Options & { everywhere?: boolean }} [options] `everywhere` opens the provider's own page to sign out on
 * @returns {Promise<boolean>} whether the provider said that they are void
 */
export async function signOut (name, { everywhere = false, signal } = {}) {
  return data(await ipc.request('login.signOut', { name, everywhere }, { signal })).revoked
}

/**
 * The accounts of the app.
 * @param {Options} [options]
 * @returns {Promise<AccountState[]>}
 */
export async function accounts (options) {
  return data(await ipc.request('login.accounts', {}, options))
}

/**
 * Hear of an account that is signed in or out, in any window; `detail.name` says which.
 * @param {'signedin' | 'signedout' | 'expired'} type
 * @param {(event: CustomEvent<{ name: string }>) => void} listener
 */
export function addEventListener (type, listener) {
  globalThis.addEventListener(EVENTS[type], /** @type {any} */ (listener))
}

/**
 * Hear of it no longer.
 * @param {'signedin' | 'signedout' | 'expired'} type
 * @param {(event: CustomEvent<{ name: string }>) => void} listener
 */
export function removeEventListener (type, listener) {
  globalThis.removeEventListener(EVENTS[type], /** @type {any} */ (listener))
}

/** @param {any} result */
function data (result) {
  if (result.err) throw result.err
  return result.data
}
