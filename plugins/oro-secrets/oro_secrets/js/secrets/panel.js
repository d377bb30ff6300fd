/**
 * A panel to keep secrets with.
 * @module
 */

import { attempt, button, card, Facts, field, honest, note, panelOf, row, Said, stack } from 'oro:panel'
import { backend, delete as forget, get, set } from '../secrets.js'

class View {
  said = new Said()
  keyring = new Facts()
  #buttons = [button('Keep', () => this.keep(), true), button('Show', () => this.show()), button('Forget', () => this.forget())]
  #key = field('Key', 'token')
  #secret = field('Secret', '', { type: 'password', autocomplete: 'off' })

  constructor () {
    const [keep, ...others] = this.#buttons
    this.element = stack(
      card('The desktop’s keyring', '', this.keyring.element),
      card('Keep a secret', '', row(this.#key, this.#secret, keep),
        row(...others), this.said.element),
      note('Where the desktop has no keyring there is no other place: nothing is ever written in plain text.'))
  }

  async begin () {
    await this.look()
  }

  /**
   * Say which keyring there is.
   * @returns {Promise<{ value?: string, error?: any }>}
   */
  async look () {
    return backend().then((value) => {
      this.keyring.set({ Keyring: value })
      this.#enable(true)
      return { value }
    }, (error) => {
      this.keyring.set({ Keyring: 'none that can be used', Why: error.message })
      this.#enable(false)
      return { error }
    })
  }

  /** @param {boolean} able */
  #enable (able) {
    for (const each of this.#buttons) each.disabled = !able
  }

  keep () {
    return this.said.of(() => set(this.#key.value, this.#secret.value), () => `“${this.#key.value}” is in the keyring`)
  }

  show () {
    return this.said.of(() => get(this.#key.value), (secret) => secret === null ? 'Nothing is kept under that key' : secret)
  }

  forget () {
    return this.said.of(() => forget(this.#key.value), (was) => was ? 'Forgotten' : 'Nothing was kept under that key')
  }
}

/**
 * Nothing is written: a keyring that is locked would ask somebody who may not be there.
 * @param {View} view
 */
async function * checks (view) {
  yield await attempt('names the keyring, or says that there is none', async () => {
    const outcome = await view.look()
    const [ok, detail] = honest(outcome, String(outcome.value))
    return [ok && view.keyring.text.includes('Keyring'), detail]
  })
}

export const panel = panelOf({
  id: 'secrets',
  title: 'Secrets',
  summary: 'Tokens and passwords in the desktop’s own keyring, through the plugin oro-secrets.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><circle cx="6.800" cy="10" r="3.800"/><path d="M10.600 10H17.500v3M14.500 10v2.200"/></svg>',
  order: 43,
  group: 'Desktop'
}, { View, checks })

export default panel
