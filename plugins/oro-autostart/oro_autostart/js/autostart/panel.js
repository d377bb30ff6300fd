/**
 * A panel that says whether the app starts with the session.
 * @module
 */

import { attempt, button, card, Facts, honest, note, panelOf, row, Said, stack } from 'oro:panel'
import { disable, enable, isEnabled } from '../autostart.js'

class View {
  said = new Said()
  state = new Facts()
  #start = button('Start this app', () => this.change(() => enable()), true)
  #leave = button('Do not', () => this.change(() => disable()))

  constructor () {
    this.element = stack(
      card('At the next login', '', this.state.element,
        row(this.#start, this.#leave),
        this.said.element),
      note('It would start as it was started now. A person who switches it off in the desktop’s settings is heeded.'))
  }

  async begin () {
    await this.look()
  }

  /** Show what holds. */
  async look () {
    const outcome = await this.said.of(() => isEnabled(), () => '')
    this.state.set({ 'This app starts': outcome.error ? 'nobody can tell' : outcome.value ? 'yes' : 'no' })
    this.#start.disabled = outcome.value !== false
    this.#leave.disabled = outcome.value !== true
    return outcome
  }

  /** @param {() => Promise<void>} work */
  async change (work) {
    const outcome = await this.said.of(work, () => '')
    return outcome.error ? outcome : this.look()
  }
}

/**
 * Nothing is changed: what starts with a person’s session is theirs.
 * @param {View} view
 */
async function * checks (view) {
  yield await attempt('knows what holds, or says that it cannot', async () => {
    const outcome = await view.look()
    const [ok, detail] = honest(outcome, outcome.value ? 'it starts' : 'it does not start')
    return [ok && view.state.text !== '', detail]
  })
}

export const panel = panelOf({
  id: 'autostart',
  title: 'Autostart',
  summary: 'Whether this app starts when you log in, through the plugin oro-autostart.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M10 3v6.500M6 5.200a6.300 6.300 0 1 0 8 0"/></svg>',
  order: 44,
  group: 'Desktop'
}, { View, checks })

export default panel
