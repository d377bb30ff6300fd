/**
 * A panel that says where the machine is.
 * @module
 */

import { attempt, button, card, Facts, h, honest, Lines, note, pair, panelOf, row, Said, stack } from 'oro:panel'
import { getCurrentPosition, watchPosition } from '../geolocation.js'

/** The answer of a machine without a receiver. */
const HONEST = ['POSITION_UNAVAILABLE', 'TIMEOUT', 'NOT_SUPPORTED_ERR']
const PATIENCE = 8000

class View {
  said = new Said()
  place = new Facts()
  lines = new Lines('Nothing is followed')
  #exact = h('input', { type: 'checkbox' })
  #follow = button('Follow', () => this.follow())
  /** @type {(() => void) | null} */
  #off = null

  constructor () {
    this.place.set({ Position: 'not asked for yet' })
    this.element = stack(
      card('Where this machine is', '', this.place.element,
        row(h('label.oro-row', {}, this.#exact, 'as exactly as possible'), h('span.spacer'), this.#follow, button('Ask once', () => this.ask(), true)),
        this.said.element),
      pair(card('As it moves', '', this.lines.element)),
      note('GeoClue answers on Linux, or a plugin of yours that has a receiver; the engine is not asked.'))
  }

  end () {
    this.#off?.()
  }

  /** Ask once. */
  async ask () {
    this.place.set({ Position: 'asked for …' })
    const outcome = await this.said.of(async () => {
      const { coords } = await getCurrentPosition({ timeout: PATIENCE, enableHighAccuracy: this.#exact.checked })
      this.place.set({ Latitude: degrees(coords.latitude), Longitude: degrees(coords.longitude), Within: `${Math.round(coords.accuracy)} m` })
      return coords
    }, () => '')
    if (outcome.error) this.place.set({ Position: 'unknown' })
    return outcome
  }

  /** Follow it, or no longer. */
  follow () {
    if (this.#off) return this.#stop()
    this.#follow.textContent = 'Stop'
    this.#off = watchPosition(({ coords }) => this.lines.add(new Date().toTimeString().slice(0, 8), `${degrees(coords.latitude)}, ${degrees(coords.longitude)}`),
      (error) => {
        this.lines.add('ended', error.message)
        this.#stop()
      }, { enableHighAccuracy: this.#exact.checked })
  }

  #stop () {
    this.#off?.()
    this.#off = null
    this.#follow.textContent = 'Follow'
  }
}

/** @param {number} value */
function degrees (value) {
  return `${value.toFixed(5)}°`
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('knows where it is, or says that nobody can tell', async () => {
    const outcome = await view.ask()
    const [ok, detail] = honest(outcome, 'a position', HONEST)
    return [ok && (outcome.error === undefined || view.said.text !== ''), detail]
  })
}

export const panel = panelOf({
  id: 'geolocation',
  title: 'Position',
  summary: 'Where this machine is, asked when you ask, through the plugin oro-geolocation.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M10 17.500S4.500 12 4.500 8a5.500 5.500 0 0 1 11 0c0 4-5.500 9.500-5.500 9.500z"/><circle cx="10" cy="8" r="1.900"/></svg>',
  order: 46,
  group: 'Desktop'
}, { View, checks })

export default panel
