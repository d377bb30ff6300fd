/** Windows of the app, and menus: made, listed, moved and chosen from. */

import { createWindow, getCurrentWindow, getCurrentWindowIndex, getWindows, menu } from 'oro:application'
import { ApplicationWindow } from 'oro:window'
import { attempt, button, card, field, h, honest, Lines, pair, panelOf, row, Said, stack, until } from 'oro:panel'
import { displays, onChange } from 'oro:screen'

const MENU_BAR = 'Tea:\n  Green: g\n  Black: b\n  ---\n  None: _;\nEdit:\n  Cut: x\n  Copy: c\n  Paste: v;\n'
const CONTEXT = 'Green tea: _\nBlack tea: _\n---\nCoffee: _'
const { WINDOW_CREATED, WINDOW_HIDDEN, WINDOW_SHOWN } = ApplicationWindow.constants
const STATES = { [WINDOW_CREATED]: 'made', [WINDOW_HIDDEN]: 'hidden', [WINDOW_SHOWN]: 'shown' }

class View {
  said = new Said()
  lines = new Lines('Choose from a menu, or have another window wave')
  #title = field('Title of this window', document.title)
  #rows = h('tbody')
  #displays = h('tbody')
  #away = new AbortController()

  constructor () {
    this.#title.onchange = () => this.act((own) => own.setTitle(this.#title.value))
    const place = card('Menus', 'what is chosen is told below',
      row(button('A menu bar', () => this.said.of(() => menu.system.set(MENU_BAR), () => 'It is at the top of the window')),
        button('An icon beside the clock', () => this.tray())),
      h('p.muted', { textContent: 'Click here with the right button for a menu of its own.' }))
    place.oncontextmenu = (event) => {
      event.preventDefault()
      this.said.of(() => menu.context.set(CONTEXT), () => '')
    }
    this.element = stack(
      card('Windows of this app', '', h('table', {}, this.#rows),
        row(button('Open another', () => this.open(), true), h('span.spacer'), button('Look again', () => this.look()))),
      pair(
        card('This window', '', row(this.#title), row(
          button('Minimize', () => this.act((own) => own.minimize())), button('Maximize', () => this.act((own) => own.maximize())),
          button('Restore', () => this.act((own) => own.restore())))),
        place),
      pair(
        card('Shapes', 'a window is whatever its page paints', row(
          button('Round, with buttons of its own', () => this.open({ titlebarStyle: 'hiddenInset', radius: 18 })),
          button('In front of this one', () => this.open({ parent: getCurrentWindowIndex(), modal: true })),
          button('Full screen', () => this.act(async (own) => own.setFullScreen(!await own.isFullScreen()))))),
        card('Displays', '', h('table', {}, this.#displays))),
      card('What happened', '', this.said.element, this.lines.element))
  }

  /** List the windows, and hear of menus and of waves. */
  async begin () {
    const { signal } = this.#away
    menu.addEventListener('menuitem', ({ title, parent }) => this.lines.add(parent || 'menu', title), { signal })
    addEventListener('wave', ({ detail }) => this.lines.add(`window ${detail}`, 'waves'), { signal })
    signal.addEventListener('abort', onChange((found) => this.list(found)))
    await this.survey().catch(() => {}) // an app without a screen has none
    await this.resume()
  }

  end () {
    this.#away.abort()
  }

  /** The shell has just given the window this title, which the host may not have heard of yet. */
  resume () {
    return this.act((own) => own.setTitle(document.title))
  }

  /** @param {object} [options] of `createWindow()` besides */
  async open (options = {}) {
    const outcome = await this.said.of(() => createWindow({ index: -1, path: 'hello.html', title: 'Hello', width: 420, height: 260, ...options }), ({ index }) => `Window ${index} is there`)
    await this.look()
    return outcome
  }

  async survey () {
    return this.list(await displays())
  }

  /** List the displays. */
  list (found) {
    this.#displays.replaceChildren(...found.map(({ name, bounds, scale, primary }) => h('tr', {},
      h('td', { textContent: name }), h('td.muted.number', { textContent: `${bounds.width} × ${bounds.height}` }),
      h('td.muted.number', { textContent: `× ${scale}` }), h('td.muted', { textContent: primary ? 'primary' : '' }))))
    return found
  }

  async tray () {
    return this.said.of(() => menu.tray.set('Green tea: _\nBlack tea: _\n---\nQuit: _'), () => 'It is beside the clock')
  }

  /** @param {(own: any) => any} work */
  async act (work) {
    await this.said.of(async () => work(await getCurrentWindow()), () => '')
    await this.look()
  }

  async look () {
    const windows = [...(await getWindows()).values()]
    this.#rows.replaceChildren(...windows.map((each) => h('tr', {},
      h('td.number', { textContent: each.index }), h('td', { textContent: each.title }),
      h('td.muted.number', { textContent: each.size ? `${each.size.width} × ${each.size.height}` : '–' }),
      h('td.muted', { textContent: STATES[each.status] ?? 'changing' }),
      h('td.end', {}, each.index === getCurrentWindowIndex() ? 'this one' : button('Close', () => this.close(each))))))
    return windows
  }

  async close (window) {
    await this.said.of(() => window.close(), () => `Window ${window.index} is closed`)
    while ((await this.look()).some(({ id }) => id === window.id)) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  /** How many windows are listed. */
  get count () {
    return this.#rows.children.length
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('opens a window that waves', async () => {
    const { value: made, error } = await view.open({ headless: true })
    if (error) throw error
    await until(() => view.lines.text.includes(`window ${made.index}`), 'it did not wave')
    const before = view.count
    await view.close(made)
    await until(() => view.count === before - 1, 'it did not close')
    return [true, `window ${made.index} came, waved and went`]
  })
  yield await attempt('tells the displays, or says that there are none', async () => {
    const outcome = await view.said.of(() => view.survey(), (found) => `${found.length} displays`)
    return honest(outcome, 'listed', ['NOT_SUPPORTED_ERR'])
  })
  yield await attempt('shows an icon beside the clock, or says that there is no place for one', async () => {
    return honest(await view.tray(), 'shown', ['NOT_SUPPORTED_ERR'])
  })
}

export const panel = panelOf({
  id: 'windows',
  title: 'Windows',
  summary: 'More windows of any shape, displays, a menu bar, menus at the pointer and an icon beside the clock.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M6.500 6.500v-3h11v9h-3M2.500 6.500h12v10h-12zM2.500 9.500h12"/></svg>',
  order: 39,
  group: 'Desktop'
}, { View, checks })
