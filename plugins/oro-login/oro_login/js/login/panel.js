/**
 * A panel to sign in with.
 * @module
 */

import { attempt, button, card, Facts, field, note, panelOf, row, Said, stack } from 'oro:panel'
import * as login from '../login.js'

class View {
  said = new Said()
  accounts = new Facts()
  person = new Facts()
  #name = field('Account', '')
  #url = field('Address', '')
  #buttons = [
    button('Sign in', () => this.signIn(), true),
    button('Sign out', () => this.signOut()),
    button('Fetch', () => this.fetch())
  ]

  #listener = () => this.look()

  constructor () {
    const [signIn, signOut, fetch] = this.#buttons
    this.element = stack(
      card('Accounts of this app', 'Tables [login.NAME] of its oro.toml.', this.accounts.element),
      card('Sign in', '', row(this.#name, signIn, signOut), row(this.#url, fetch), this.person.element, this.said.element),
      note('The browser of the desktop opens, where the person may be signed in already. The page is told who it is, and never a token.'))
  }

  async begin () {
    for (const type of /** @type {const} */ (['signedin', 'signedout', 'expired'])) login.addEventListener(type, this.#listener)
    await this.look()
  }

  end () {
    for (const type of /** @type {const} */ (['signedin', 'signedout', 'expired'])) login.removeEventListener(type, this.#listener)
  }

  /**
   * Say which accounts there are.
   * @returns {Promise<login.AccountState[]>}
   */
  async look () {
    const found = await login.accounts()
    this.accounts.set(found.length
      ? Object.fromEntries(found.map(({ name, issuer, signedIn }) => [name, `${issuer}, ${signedIn ? 'signed in' : 'signed out'}`]))
      : { Accounts: 'none: this app declares no [login.NAME]' })
    for (const each of this.#buttons) each.disabled = !found.length
    this.#name.value ||= found[0]?.name ?? ''
    this.#url.value ||= found[0]?.fetch[0]?.replace('*', '') ?? ''
    return found
  }

  signIn () {
    const onCode = (/** @type {login.DeviceCode} */ { userCode, verificationUri }) => this.said.of(async () => userCode, () => `Type ${userCode} in at ${verificationUri}`)
    return this.said.of(() => login.signIn(this.#name.value, { onCode }), (me) => {
      this.person.set(Object.fromEntries(Object.entries(me.claims).map(([name, value]) => [name, String(value)])))
      return me.kept ? 'Signed in' : `Signed in until the app ends: ${me.unkept}`
    })
  }

  signOut () {
    return this.said.of(() => login.signOut(this.#name.value), () => 'Signed out')
  }

  fetch () {
    return this.said.of(async () => {
      const me = await login.current(this.#name.value)
      if (!me) throw new Error('The account is signed out')
      const response = await me.fetch(this.#url.value)
      return `${response.status} ${(await response.text()).slice(0, 2000)}`
    }, (text) => text)
  }
}

/**
 * Checks all that needs no browser.
 * @param {View} view
 */
async function * checks (view) {
  yield await attempt('names the accounts, or says that there is none', async () => {
    const found = await view.look()
    return [view.accounts.text.includes(found[0]?.name ?? 'none'), `${found.length} accounts`]
  })
  yield await attempt('has an account that is not there refused', async () => {
    const error = await login.current('not-there').catch((error) => error)
    return [error?.code === 'NOT_FOUND_ERR', String(error?.message)]
  })
}

export const panel = panelOf({
  id: 'login',
  title: 'Sign in',
  summary: 'Accounts by OpenID Connect and OAuth in the person’s own browser, through the plugin oro-login.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><circle cx="10" cy="6.500" r="3"/><path d="M4 17c0-3.500 2.700-5.500 6-5.500s6 2 6 5.500"/></svg>',
  order: 47,
  group: 'Desktop'
}, { View, checks })

export default panel
