/**
 * A panel that says whether there is a network.
 * @module
 */

import { attempt, button, card, Facts, Lines, note, pair, panelOf, row, stack } from 'oro:panel'
import { isOnline, onChange, status } from '../network.js'

class View {
  state = new Facts()
  lines = new Lines('Nothing has changed since the panel was opened')
  #off = () => {}

  constructor () {
    this.element = stack(
      pair(card('Now', '', this.state.element, row(button('Look again', () => this.look()))),
        card('Changes', 'as they come', this.lines.element)),
      note('Connected means that a route leads out. Whether the world beyond answers, only a request can tell.'))
  }

  async begin () {
    this.#off = onChange((told) => {
      this.lines.add(new Date().toTimeString().slice(0, 8), words(told))
      this.#show(told)
    })
    await this.look()
  }

  end () {
    this.#off()
  }

  /** Ask the host. */
  async look () {
    const told = await status()
    this.#show(told)
    return told
  }

  /** @param {import('../network.js').NetworkStatus} told */
  #show ({ online, interfaces }) {
    this.state.set({ Connected: online ? 'yes' : 'no', 'Interfaces that lead out': interfaces.join(', ') || 'none', 'navigator.onLine': String(isOnline()) })
  }
}

/** @param {import('../network.js').NetworkStatus} told */
function words ({ online, interfaces }) {
  return online ? `connected by ${interfaces.join(', ')}` : 'not connected'
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('says what navigator.onLine says', async () => {
    const told = await view.look()
    return [told.online === navigator.onLine && view.state.text.includes(told.online ? 'yes' : 'no'), words(told)]
  })
}

export const panel = panelOf({
  id: 'network',
  title: 'Network',
  summary: 'Whether this machine is connected, told when it changes, through the plugin oro-network.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M2.500 8a11 11 0 0 1 15 0M5.300 11a7 7 0 0 1 9.400 0M8 13.900a3 3 0 0 1 4 0"/><circle cx="10" cy="16.500" r=".6"/></svg>',
  order: 45,
  group: 'Desktop'
}, { View, checks })

export default panel
