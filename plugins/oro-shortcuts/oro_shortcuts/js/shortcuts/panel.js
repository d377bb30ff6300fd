/**
 * A panel to bind keys with that work while another program has the keyboard.
 * @module
 */

import { attempt, button, card, field, honest, Lines, note, pair, panelOf, row, Said, stack } from 'oro:panel'
import { bind, configure, list } from '../shortcuts.js'

const ID = 'showcase'

class View {
  said = new Said()
  lines = new Lines('Press the keys, in whatever program')
  #trigger = field('Keys', 'Ctrl+Alt+Shift+F9')
  /** @type {import('../shortcuts.js').Shortcut | null} */
  #shortcut = null

  constructor () {
    this.element = stack(
      pair(
        card('Keys', '', row(this.#trigger, button('Bind', () => this.bind(this.#trigger.value), true),
          button('Unbind', () => this.unbind()), button('Settings of the desktop', () => this.configure())), this.said.element),
        card('Presses', 'as they come', this.lines.element)),
      note('Where a portal gives the keys, the person may choose others; in X11 they are the app’s, or another program’s.'))
  }

  async end () {
    if (this.#shortcut) await this.unbind()
  }

  /** @param {string} trigger */
  async bind (trigger) {
    return this.said.of(async () => {
      const shortcut = await bind({ id: ID, description: 'Tell the showcase', trigger })
      shortcut.addEventListener('press', () => this.#told('pressed'))
      shortcut.addEventListener('release', () => this.#told('released'))
      this.#shortcut = shortcut
      return shortcut
    }, ({ trigger, by }) => trigger ? `${trigger}, by ${by}` : 'The desktop has it without keys')
  }

  async unbind () {
    return this.said.of(async () => {
      await this.#shortcut?.unbind()
      this.#shortcut = null
    }, () => 'The keys are given back')
  }

  async configure () {
    return this.said.of(() => configure(), () => 'The desktop shows them')
  }

  /** @param {string} word */
  #told (word) {
    this.lines.add(new Date().toTimeString().slice(0, 8), word)
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('binds keys, or says that no program can have them', async () => {
    const outcome = await view.bind('Ctrl+Alt+Shift+F9')
    const [ok, detail] = honest(outcome, 'bound', ['NOT_SUPPORTED_ERR', 'ERR_KEYS_TAKEN'])
    const bound = await list()
    if (!outcome.error) await view.unbind()
    return [ok && bound.length === (outcome.error ? 0 : 1), outcome.error ? detail : `by ${bound[0].by}`]
  })
}

export const panel = panelOf({
  id: 'shortcuts',
  title: 'Shortcuts',
  summary: 'Keys that work while another program has the keyboard, through the plugin oro-shortcuts.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><rect x="2" y="5" width="16" height="10" rx="2"/><path d="M5 8h.1M8 8h.1M11 8h.1M14.500 8h.1M5 10h.1M14.500 10h.1M7 12.500h6"/></svg>',
  order: 47,
  group: 'Desktop'
}, { View, checks })

export default panel
