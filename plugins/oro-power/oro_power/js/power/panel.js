/**
 * A panel that keeps the machine awake, and shows what it does.
 * @module
 */

import { attempt, button, card, Facts, honest, Lines, note, pair, panelOf, row, Said, stack } from 'oro:panel'
import { awake, on, status } from '../power.js'

const NAMES = /** @type {const} */ (['sleep', 'wake', 'lock', 'unlock', 'idle', 'active', 'battery', 'shutdown'])

class View {
  said = new Said()
  state = new Facts()
  lines = new Lines('Nothing has happened since the panel was opened')
  /** @type {import('../power.js').Awake | null} */
  #held = null
  /** @type {(() => void)[]} */
  #offs = []

  constructor () {
    this.element = stack(
      card('Keep it awake', 'until it is let go, or the panel is left',
        row(button('The machine', () => this.hold(false), true), button('The display too', () => this.hold(true)),
          button('Let it go', () => this.letGo())), this.said.element),
      pair(card('Now', '', this.state.element, row(button('Look again', () => this.look()))),
        card('What happens', 'as it comes', this.lines.element)),
      note('Downloads, updates and language models keep the machine awake by themselves.'))
  }

  async begin () {
    for (const name of NAMES) {
      try {
        this.#offs.push(await on(name, detail => this.#happened(name, detail)))
      } catch (error) {
        this.lines.add('', /** @type {Error} */ (error).message)
        break
      }
    }
    await this.look()
  }

  async end () {
    for (const off of this.#offs) off()
    await this.letGo()
  }

  /** @param {boolean} display */
  async hold (display) {
    return this.said.of(async () => {
      await this.#held?.close()
      this.#held = null
      this.#held = await awake({ reason: 'The showcase tries it', display })
      return this.#held
    }, held => `Held by ${held.by.join(' and ')}`)
  }

  async letGo () {
    const held = this.#held
    this.#held = null
    if (held) await this.said.of(() => held.close(), () => 'The machine may sleep')
  }

  /** Ask the host. */
  async look () {
    try {
      this.#show(await status())
      return {}
    } catch (error) {
      this.state.set({ 'Nothing is told': /** @type {Error} */ (error).message })
      return { error }
    }
  }

  /**
   * @param {string} name
   * @param {any} detail
   */
  #happened (name, detail) {
    this.lines.add(new Date().toTimeString().slice(0, 8), name)
    if (name !== 'sleep' && name !== 'shutdown' && detail) this.look()
  }

  /** @param {import('../power.js').Status} told */
  #show ({ battery, onBattery, lidClosed, locked, idle }) {
    this.state.set({
      Battery: battery ? `${Math.round(battery.level * 100)} %, ${battery.state}` : 'none is known',
      'On battery': words(onBattery),
      'Lid closed': words(lidClosed),
      Locked: words(locked),
      Idle: words(idle)
    })
  }
}

/** @param {boolean | null} value */
function words (value) {
  return value === null ? 'the desktop does not say' : value ? 'yes' : 'no'
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('keeps the machine awake, or says that nothing here can', async () => {
    const outcome = await view.hold(false)
    await view.letGo()
    return honest(outcome, `held by ${outcome.value?.by.join(' and ')}`)
  })
  yield await attempt('knows the machine, or says that nothing tells of it', async () => {
    return honest(await view.look(), view.state.text)
  })
}

export const panel = panelOf({
  id: 'power',
  title: 'Power',
  summary: 'The machine awake and asleep, its lock and its battery, through the plugin oro-power.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><rect x="2" y="6" width="14" height="8" rx="2"/><path d="M18 9v2M10 7.500 7.500 10h3L8 12.500"/></svg>',
  order: 46,
  group: 'Desktop'
}, { View, checks })

export default panel
