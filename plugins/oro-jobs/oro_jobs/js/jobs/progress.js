/**
 * A job as an element, `<oro-progress>`: its bar, what it does, its rate, the time left, and a button that
 * cancels it; one that failed or was cancelled has a button that runs it again.
 *
 *     import 'oro:jobs/progress'
 *     const element = document.createElement('oro-progress')
 *     element.job = await submit('resize', { folder })
 *
 * In HTML, `<oro-progress job="ID">` shows a job by its id; `label` names it, where its own name says too little. The look
 * follows the page's `color-scheme`; the custom properties `--oro-progress-accent`, `--oro-progress-track` and
 * `--oro-progress-text` change it, and `texts` has its words for pages in another language.
 * @module
 */

import { get } from '../jobs.js'

/** @typedef {import('../jobs.js').Job} Job */
/** @typedef {import('../jobs.js').Progress} Progress */

const STYLE = `
  :host { display: block; --accent: Highlight; --track: GrayText; font: inherit; color: var(--oro-progress-text, inherit) }
  @supports (color: light-dark(#000, #fff)) {
    :host { --accent: light-dark(#1259a8, #7db7ff); --track: light-dark(#d4dae2, #3a4554); --bad: light-dark(#a3262a, #ff9b94) }
  }
  :host([hidden]) { display: none }
  section { display: grid; grid-template-columns: 1fr auto; gap: 0.375rem 0.75rem; align-items: center }
  #label { font-weight: 600; overflow-wrap: anywhere }
  #bar {
    grid-column: 1 / -1; block-size: 0.5rem; border-radius: 1rem; overflow: hidden;
    background: var(--oro-progress-track, var(--track))
  }
  #fill { block-size: 100%; inline-size: 0; border-radius: inherit; background: var(--oro-progress-accent, var(--accent)) }
  #bar:not([aria-valuenow]) #fill { inline-size: 30% }
  #said { grid-column: 1 / -1; margin: 0; font-size: 0.875em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
  :host([state=failed]) #fill, :host([state=cancelled]) #fill { background: var(--bad, GrayText) }
  button {
    padding: 0.25rem 0.75rem; border: 1px solid currentColor; border-radius: 0.5rem; background: none; color: inherit;
    font: inherit; cursor: pointer
  }
  button[hidden] { display: none }
  :focus-visible { outline: 2px solid var(--oro-progress-accent, var(--accent)); outline-offset: 2px }
  @media (prefers-reduced-motion: no-preference) {
    #fill { transition: inline-size 0.2s }
    :host([state=running]) #bar:not([aria-valuenow]) #fill { animation: slide 1.5s ease-in-out infinite alternate }
    @keyframes slide { to { margin-inline-start: 70% } }
  }
  @media (forced-colors: active) { #bar { border: 1px solid } #fill { background: Highlight } }
`

const SHEET = new CSSStyleSheet() // which a strict content security policy allows, as it does not allow a <style>
SHEET.replaceSync(STYLE)

/** Texts of the element; an app in another language replaces them. */
export const texts = {
  cancel: 'Cancel',
  again: 'Try again',
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: (/** @type {string} */ why) => why || 'Failed',
  units: (/** @type {number} */ done, /** @type {number | null} */ total) =>
    total === null ? number(done) : `${number(done)} of ${number(total)}`,
  rate: (/** @type {number} */ rate) => `${number(rate)}/s`,
  left: (/** @type {number} */ seconds) => `${duration(seconds)} left`
}

/** @param {number} value */
const number = value => new Intl.NumberFormat('en', { maximumSignificantDigits: value < 100 ? 3 : 15, maximumFractionDigits: 1 }).format(value)

/** @param {number} seconds */
function duration (seconds) {
  const whole = Math.max(1, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`
}

/**
 * @param {Progress} progress
 * @returns {string} how far it is, in words
 */
export function described ({ done, total, rate, left, message }) {
  const parts = [message]
  if (done || total !== null) parts.push(texts.units(done, total))
  if (rate !== null) parts.push(texts.rate(rate))
  if (left) parts.push(texts.left(left))
  return parts.filter(Boolean).join(', ')
}

export class ProgressElement extends HTMLElement {
  static observedAttributes = ['job', 'label']
  #label = document.createElement('span')
  #cancel = document.createElement('button')
  #again = document.createElement('button')
  #bar = document.createElement('div')
  #fill = document.createElement('div')
  #said = document.createElement('p')
  /** @type {Job | null} */
  #job = null
  #off = new AbortController()

  constructor () {
    super()
    this.#label.id = 'label'
    this.#bar.id = 'bar'
    this.#fill.id = 'fill'
    this.#said.id = 'said'
    this.#cancel.type = this.#again.type = 'button'
    this.#cancel.textContent = texts.cancel
    this.#again.textContent = texts.again
    this.#again.hidden = true
    this.#bar.setAttribute('role', 'progressbar')
    this.#bar.setAttribute('aria-labelledby', 'label')
    this.#bar.setAttribute('aria-valuemin', '0')
    this.#bar.setAttribute('aria-valuemax', '100')
    this.#bar.append(this.#fill)
    const section = document.createElement('section')
    section.append(this.#label, this.#cancel, this.#again, this.#bar, this.#said)
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [SHEET]
    root.append(section)
    this.#cancel.addEventListener('click', () => { this.#job?.cancel().catch(() => {}) })
    this.#again.addEventListener('click', () => { this.#retry() })
  }

  /** The job that is shown. @returns {Job | null} */
  get job () {
    return this.#job
  }

  set job (job) {
    this.#off.abort()
    this.#off = new AbortController()
    this.#job = job
    const { signal } = this.#off
    for (const type of ['state', 'progress']) job?.addEventListener(type, () => this.#show(), { signal })
    this.#show()
  }

  /**
   * @param {string} name
   * @param {string | null} _
   * @param {string | null} value
   */
  attributeChangedCallback (name, _, value) {
    if (name === 'label') this.#show()
    else if (value && value !== this.#job?.id) this.#find(value)
  }

  /** @param {string} id */
  async #find (id) {
    try {
      const job = await get(id)
      if (this.getAttribute('job') === id) this.job = job
    } catch (error) {
      this.#said.textContent = /** @type {Error} */ (error).message
    }
  }

  async #retry () {
    try {
      await this.#job?.retry()
      this.#show()
    } catch (error) {
      set(this.#said, /** @type {Error} */ (error).message)
    }
  }

  #show () {
    const job = this.#job
    if (!job) return
    const { state, progress } = job
    this.setAttribute('state', state)
    set(this.#label, this.getAttribute('label') ?? job.name)
    const focused = this.shadowRoot?.activeElement
    this.#cancel.hidden = job.ended
    this.#again.hidden = !job.ended || state === 'done'
    if (job.ended && focused === this.#cancel) {
      this.#said.tabIndex = -1 // so that the focus is not lost with the button
      this.#said.focus()
    } else if (!job.ended && focused === this.#again) this.#cancel.focus()
    const share = state === 'done' ? 1 : progress.total ? Math.min(progress.done / progress.total, 1) : job.ended ? 0 : null
    if (share === null) {
      this.#bar.removeAttribute('aria-valuenow')
      this.#fill.style.removeProperty('inline-size')
    } else {
      this.#bar.setAttribute('aria-valuenow', String(Math.round(share * 100)))
      this.#fill.style.setProperty('inline-size', `${share * 100}%`)
    }
    const text = this.#text(job)
    if (this.#bar.getAttribute('aria-valuetext') !== text) this.#bar.setAttribute('aria-valuetext', text)
    this.#said.setAttribute('role', job.ended ? 'status' : 'none') // progress is the bar's to speak, the end is spoken once
    set(this.#said, text)
  }

  /**
   * @param {Job} job
   * @returns {string}
   */
  #text ({ state, progress, error }) {
    if (state === 'failed') return texts.failed(error?.message ?? '')
    if (state === 'running') return described(progress) || texts.running
    return texts[state]
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function set (element, text) {
  if (element.textContent !== text) element.textContent = text
}

if (!customElements.get('oro-progress')) customElements.define('oro-progress', ProgressElement)
