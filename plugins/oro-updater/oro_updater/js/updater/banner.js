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
    --text: CanvasText; --quiet: CanvasText; --background: Canvas; --line: GrayText; --accent: CanvasText; --on-accent: Canvas;
    position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; box-sizing: border-box;
    inline-size: min(22rem, 100vw - 2rem); font: 0.875rem/1.45 system-ui, sans-serif
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --text: light-dark(#1c2430, #e8ecf2); --quiet: light-dark(#5a6675, #a9b4c4); --background: light-dark(#fff, #222a36);
      --line: light-dark(#dde2e9, #3a4554); --accent: light-dark(#1259a8, #7db7ff); --on-accent: light-dark(#fff, #10161f)
    }
  }
  :host([hidden]) { display: none }
  section {
    display: grid; gap: 0.375rem; padding: 1rem; border-radius: 0.75rem; border: 1px solid var(--line);
    color: var(--oro-update-text, var(--text)); background: var(--oro-update-background, var(--background));
    box-shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 0.75rem 2rem rgb(0 0 0 / 16%)
  }
  h2 { margin: 0; font-size: 1rem; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere }
  p {
    margin: 0; max-block-size: min(9rem, 40vh); overflow: auto; scrollbar-width: thin; white-space: pre-line; overflow-wrap: anywhere;
    color: var(--oro-update-text, var(--quiet))
  }
  p:empty, progress[hidden], button[hidden] { display: none }
  progress {
    appearance: none; inline-size: 100%; block-size: 0.375rem; margin-block: 0.25rem; border: 0; border-radius: 1rem;
    overflow: hidden; background: var(--line)
  }
  progress::-webkit-progress-bar { background: var(--line) }
  progress::-webkit-progress-value {
    background: var(--oro-update-accent, var(--accent)); border-radius: 1rem; transition: inline-size 0.2s
  }
  div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; margin-block-start: 0.375rem }
  small { flex: 1; font-size: 0.8125rem; font-variant-numeric: tabular-nums; color: var(--oro-update-text, var(--quiet)) }
  button {
    padding: 0.375rem 0.875rem; border: 0; border-radius: 0.5rem; background: none; color: inherit; font: inherit;
    font-weight: 500; cursor: pointer
  }
  button:hover { background: color-mix(in srgb, currentColor 9%, transparent) }
  button.main { background: var(--oro-update-accent, var(--accent)); color: var(--on-accent) }
  button.main:hover { filter: brightness(1.1) }
  :focus-visible { outline: 2px solid var(--oro-update-accent, var(--accent)); outline-offset: 2px }
  @media (prefers-reduced-motion: no-preference) {
    section { animation: rise 0.25s ease-out }
    @keyframes rise { from { opacity: 0; transform: translateY(0.5rem) } }
  }
  @media (forced-colors: active) { button { border: 1px solid } }
`

const SHEET = new CSSStyleSheet() // which a strict content security policy allows, as it does not allow a <style>
SHEET.replaceSync(STYLE)

/** Texts of the banner; an app in another language replaces them. */
export const texts = {
  label: 'Update',
  available: (/** @type {string} */ version) => `Version ${version} is available`,
  size: (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
  received: (/** @type {number} */ bytes, /** @type {number} */ total) =>
    `${(bytes / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`,
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
  #size = document.createElement('small')
  #main = document.createElement('button')
  #later = document.createElement('button')
  #away = ''
  /** @type {Status | undefined} */
  #status
  #failed = ''
  #off = () => {}

  constructor () {
    super()
    const section = document.createElement('section')
    section.setAttribute('aria-live', 'polite')
    section.setAttribute('aria-label', texts.label)
    this.#bar.setAttribute('aria-label', texts.label)
    const buttons = document.createElement('div')
    for (const button of [this.#later, this.#main]) button.type = 'button'
    this.#main.className = 'main'
    this.#later.textContent = texts.later
    this.#size.setAttribute('aria-live', 'off') // a screen reader hears of the download by the bar
    buttons.append(this.#size, this.#later, this.#main)
    section.append(this.#title, this.#text, this.#bar, buttons)
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [SHEET]
    root.append(section)
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
    this.#set(this.#text, error || (given.ready ? texts.readyNote : downloading ? '' : given.updatable ? offered.notes : given.why))
    this.#set(this.#size, downloading ? texts.received(given.received, given.total) : error || given.ready || !given.updatable ? '' : texts.size(offered.size))
    if (this.#text.scrollHeight > this.#text.clientHeight) this.#text.tabIndex = 0 // long notes scroll by keys
    else this.#text.removeAttribute('tabindex')
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
