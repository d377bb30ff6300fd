/**
 * A quiet banner, `<oro-update-banner>`: nothing is shown until there is a newer version.
 *
 *     import 'oro:updater/banner'
 *     document.body.append(document.createElement('oro-update-banner'))
 *
 * It offers the version, shows the download and then a restart; Later or Escape puts it away until the next start. Its
 * look follows the page's `color-scheme`; the custom properties `--oro-update-background`, `--oro-update-text` and
 * `--oro-update-accent` change it, and `texts` has its words for pages in another language.
 * @module
 */

import { apply, download, onChange, status } from '../updater.js'

/** @typedef {import('../updater.js').Status} Status */

const STYLE = `
  :host {
    --text: CanvasText; --background: Canvas; --accent: CanvasText; --on-accent: Canvas; --line: GrayText;
    position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; max-inline-size: min(26rem, calc(100vw - 2rem));
    font: 0.9rem/1.4 system-ui, sans-serif
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --text: light-dark(#1c2430, #e8ecf2); --background: light-dark(#fff, #222a36); --line: light-dark(#8793a5, #66748c);
      --accent: light-dark(#1259a8, #7db7ff); --on-accent: light-dark(#fff, #10161f)
    }
  }
  :host([hidden]) { display: none }
  section {
    display: grid; gap: 0.5rem; padding: 0.75rem 1rem; border-radius: 0.6rem; border: 1px solid var(--line);
    color: var(--oro-update-text, var(--text)); background: var(--oro-update-background, var(--background));
    box-shadow: 0 0.4rem 1.6rem rgb(0 0 0 / 22%)
  }
  h2 { margin: 0; font-size: 1em; font-weight: 600 }
  p { margin: 0; white-space: pre-line; overflow-wrap: anywhere }
  p:empty, progress[hidden], button[hidden] { display: none }
  progress { inline-size: 100%; accent-color: var(--oro-update-accent, var(--accent)) }
  div { display: flex; flex-wrap: wrap; gap: 0.5rem; justify-content: flex-end }
  button {
    font: inherit; padding: 0.3rem 0.8rem; border-radius: 0.4rem; border: 1px solid var(--line);
    background: none; color: inherit; cursor: pointer
  }
  button.main { background: var(--oro-update-accent, var(--accent)); border-color: transparent; color: var(--on-accent) }
  button:focus-visible { outline: 2px solid var(--oro-update-accent, var(--accent)); outline-offset: 2px }
`

/** Texts of the banner; an app in another language replaces them. */
export const texts = {
  label: 'Update',
  available: (/** @type {string} */ version) => `Version ${version} is available`,
  size: (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
  downloading: (/** @type {string} */ version) => `Downloading version ${version}`,
  ready: (/** @type {string} */ version) => `Version ${version} is ready`,
  readyNote: 'It starts the next time you open the app.',
  failed: 'The update did not succeed',
  update: 'Update',
  retry: 'Try again',
  restart: 'Restart now',
  later: 'Later'
}

export class UpdateBanner extends HTMLElement {
  #title = document.createElement('h2')
  #text = document.createElement('p')
  #bar = document.createElement('progress')
  #main = document.createElement('button')
  #later = document.createElement('button')
  #away = ''
  /** @type {Status | undefined} */
  #status
  #failed = ''
  #off = () => {}

  constructor () {
    super()
    const style = document.createElement('style')
    style.textContent = STYLE
    const section = document.createElement('section')
    section.setAttribute('aria-live', 'polite')
    section.setAttribute('aria-label', texts.label)
    this.#bar.setAttribute('aria-label', texts.label)
    const buttons = document.createElement('div')
    for (const button of [this.#later, this.#main]) button.type = 'button'
    this.#main.className = 'main'
    this.#later.textContent = texts.later
    buttons.append(this.#later, this.#main)
    section.append(this.#title, this.#text, this.#bar, buttons)
    this.attachShadow({ mode: 'open' }).append(style, section)
    this.#main.addEventListener('click', () => this.#go())
    this.#later.addEventListener('click', () => this.putAway())
    section.addEventListener('keydown', event => { if (event.key === 'Escape') this.putAway() })
    this.hidden = true
  }

  connectedCallback () {
    this.#off = onChange(each => this.#show(each))
    status().then(each => this.#show(each), () => {})
  }

  disconnectedCallback () {
    this.#off()
  }

  /** Hide the banner until another version is there, or the app starts again. */
  putAway () {
    this.#away = this.#status?.available?.version ?? ''
    this.hidden = true
  }

  async #go () {
    this.#failed = ''
    try {
      if (this.#status?.ready) {
        await apply({ restart: true })
      } else {
        await download()
        await apply()
      }
    } catch (error) {
      this.#failed = /** @type {Error} */ (error).message
      if (this.#status) this.#show(this.#status)
    }
  }

  /** @param {Status} given */
  #show (given) {
    this.#status = given
    const offered = given.available
    this.hidden = !offered || offered.version === this.#away
    if (!offered || this.hidden) return
    const downloading = given.activity === 'downloading'
    const error = downloading ? '' : this.#failed
    this.#set(this.#title, downloading ? texts.downloading(offered.version) : error ? texts.failed : given.ready ? texts.ready(offered.version) : texts.available(offered.version))
    this.#set(this.#text, error || (given.ready ? texts.readyNote : downloading ? '' : given.updatable ? [offered.notes, texts.size(offered.size)].filter(Boolean).join('\n') : given.why))
    this.#set(this.#main, given.ready ? texts.restart : error ? texts.retry : texts.update)
    this.#main.hidden = downloading || !given.updatable
    this.#bar.hidden = !downloading
    this.#bar.max = given.total || 1
    this.#bar.value = given.received
  }

  /**
   * Change a text if it is another, as a screen reader speaks each change.
   * @param {HTMLElement} element
   * @param {string} text
   */
  #set (element, text) {
    if (element.textContent !== text) element.textContent = text
  }
}

if (!customElements.get('oro-update-banner')) customElements.define('oro-update-banner', UpdateBanner)

export default UpdateBanner
