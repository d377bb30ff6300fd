/**
 * A panel for the app's icon, the files it used, files to drag away, and the settings of the desktop.
 * @module
 */

import { addStyle, attempt, button, card, Facts, h, honest, Lines, note, pair, panelOf, row, Said, stack } from 'oro:panel'
import { clearBadge, onAction, onOpen, onSettings, opened, recent, setBadge, setProgress } from '../desktop.js'

const STYLE = `
.dk-drag { padding: .7rem 1rem; text-align: center; cursor: grab; border: 1px dashed var(--line-strong, #8886); border-radius: var(--radius-small, 6px); }
`

class View {
  icon = new Said()
  files = new Said()
  now = new Facts()
  lines = new Lines('Nothing was opened or chosen since the panel was opened')
  #badge = 0
  #steps = 0
  /** @type {(() => void)[]} */
  #offs = []

  constructor () {
    addStyle(STYLE)
    const drag = h('div.dk-drag', { textContent: 'Drag this to a folder: it is a file' })
    drag.dataset.oroDragFiles = 'icon.svg'
    this.element = stack(
      pair(
        card('The icon', 'in the dock',
          row(button('One more', () => this.badge(this.#badge + 1), true), button('No number', () => this.badge(0)),
            button('A step', () => this.step()), button('No progress', () => this.progress(null))), this.icon.element),
        card('Settings', 'as the person has them', this.now.element)),
      pair(
        card('Files', 'used by this app',
          row(button('Note one', () => this.note(), true), button('List them', () => this.list()), button('Forget them', () => this.forget())), this.files.element,
          drag),
        card('Asked', 'files to open, actions of the icon', this.lines.element)),
      note('Docks that show numbers are those of Ubuntu, KDE Plasma, Dash to Dock and Plank, for apps whose entry is installed.'))
  }

  async begin () {
    this.#offs.push(onOpen(paths => this.lines.add('opened', paths.join(', '))), onAction(id => this.lines.add('action', id)))
    for (const path of await opened()) this.lines.add('opened', path)
    await this.look()
  }

  async end () {
    for (const off of this.#offs) off()
    if (this.#badge) await this.badge(0)
    if (this.#steps) await this.progress(null)
  }

  /** @param {number} count */
  badge (count) {
    return this.icon.of(async () => {
      const shown = count ? await setBadge(count) : await clearBadge().then(() => true)
      this.#badge = count
      return shown
    }, shown => count ? `${count}${shown ? '' : ', but no dock is here that shows it'}` : 'Without a number')
  }

  step () {
    return this.progress(this.#steps >= 4 ? 1 : (this.#steps + 1) / 5)
  }

  /** @param {number | null} value */
  progress (value) {
    return this.icon.of(async () => {
      const shown = await setProgress(value)
      this.#steps = value === null || value === 1 ? 0 : this.#steps + 1
      return shown
    }, shown => value === null ? 'Without progress' : `${Math.round(value * 100)} %${shown ? '' : ', but no dock is here that shows it'}`)
  }

  note () {
    return this.files.of(() => recent.add('icon.svg', { title: 'Icon of the showcase' }), () => 'It is on the desktop’s list')
  }

  list () {
    return this.files.of(() => recent.list(), files => files.map(({ title }) => title).join(', ') || 'None is on the list')
  }

  forget () {
    return this.files.of(() => recent.clear(), count => `${count} taken off the list`)
  }

  /** Show the settings, and follow them. */
  async look () {
    try {
      this.#offs.push(await onSettings(now => this.#show(now)))
      return {}
    } catch (error) {
      this.now.set({ 'Nothing is told': /** @type {Error} */ (error).message })
      return { error }
    }
  }

  /** @param {import('../desktop.js').Appearance} now */
  #show ({ colorScheme, accentColor, contrast, reducedMotion, textScale }) {
    this.now.set({
      Colours: words(colorScheme),
      Accent: words(accentColor),
      Contrast: words(contrast),
      Motion: reducedMotion === null ? words(null) : reducedMotion ? 'reduced' : 'as usual',
      'Size of texts': textScale === null ? words(null) : `${Math.round(textScale * 100)} %`
    })
  }
}

/** @param {string | null} value */
function words (value) {
  return value ?? 'the desktop does not say'
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('shows a number on the icon, or says that there is no desktop', async () => {
    const outcome = await view.badge(3)
    if (!outcome.error) await view.badge(0)
    return honest(outcome, outcome.value ? 'a dock shows it' : 'no dock is here')
  })
  yield await attempt('tells the settings, or says that nothing tells them', async () => honest(await view.look(), view.now.text))
  yield await attempt('lists the files it used', async () => honest(await view.list(), 'listed', []))
}

export const panel = panelOf({
  id: 'desktop',
  title: 'Desktop',
  summary: 'The app’s icon in the dock, recent files, files dragged away, and the settings of the desktop, through the plugin oro-desktop.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><rect x="2.500" y="3" width="15" height="10.500" rx="2"/><path d="M6.500 17h7M5.500 10.500h2M9 10.500h2M12.500 10.500h2"/></svg>',
  order: 47.5,
  group: 'Desktop'
}, { View, checks })

export default panel
