/** A view over a part of this page: a mail of a stranger, who is let do nothing. */

import { views } from 'oro:window'
import { attempt, button, card, h, honest, Lines, panelOf, row, Said, stack, until } from 'oro:panel'

const MAIL = `<!doctype html><html lang="en"><title>A mail</title>
<style>body { font: 15px/1.5 system-ui; margin: 1.2rem; background: #fffbe6; color: #222 }</style>
<h1>You have won!</h1>
<p>Dear friend, <a href="https://prize.example/" target="_blank">collect your prize</a> at once.</p>
<p>This mail may look like the app, but it is a document of its own: it has no origin, no scripts of it run, and it knows
nothing of this page.</p>`
const UNSUPPORTED = ['NOT_SUPPORTED_ERR', 'NotSupportedError']

class View {
  said = new Said()
  lines = new Lines('Add the mail, or click its link')
  /** @type {any} */
  view = null
  #place = h('div.mail', { textContent: 'A mail lies over this frame once it is shown.' })

  constructor () {
    this.element = stack(
      card('A mail', 'over this frame, wherever it goes', this.#place, row(
        button('Show it', () => this.open(), true), button('Larger', () => this.act((view) => view.setZoom(1.5))),
        button('As it was', () => this.act((view) => view.setZoom(1))), button('Find "friend"', () => this.find()),
        button('Throw it away', () => this.act((view) => view.close())))),
      card('What happened', '', this.said.element, this.lines.element))
  }

  pause () { this.act((view) => view.setVisible(false)) }
  resume () { this.view?.follow(this.#place) }
  end () { this.view?.close() }

  open () {
    return this.said.of(async () => {
      this.view ??= await this.added()
      return this.view.state
    }, ({ index }) => `It is number ${index} in the audit log`)
  }

  async added () {
    const view = await views.add({ html: MAIL, over: this.#place, ephemeral: true, scripts: false })
    for (const type of ['title', 'window', 'refuse']) {
      view.addEventListener(type, ({ detail: { title, url, what, detail } }) => this.lines.add(type, title ?? url ?? `${what} ${detail}`))
    }
    view.addEventListener('close', () => { this.view = null })
    return view.loaded()
  }

  find () {
    return this.act((view) => view.find('friend'), ({ matches }) => `${matches} of them`)
  }

  /**
   * @param {(view: any) => any} work
   * @param {(value: any) => string} [told]
   */
  act (work, told = () => '') {
    return this.said.of(async () => this.view && work(this.view), told)
  }
}

/** @param {View} view */
async function * checks (view) {
  const opened = await view.open()
  yield await attempt('shows a mail, or says that there are no views', async () => honest(opened, 'shown', UNSUPPORTED))
  if (opened.error) return
  yield await attempt('knows its title', async () => {
    await until(() => view.view.title === 'A mail')
    return [true, view.view.title]
  })
  yield await attempt('finds a word in it', async () => {
    const { value, error } = await view.find()
    if (error) throw error
    return [value.matches === 1, `${value.matches} times`]
  })
  yield await attempt('is refused a file', async () => {
    const outcome = await views.add({ url: 'file:///etc/passwd' }).then(() => 'shown', ({ message }) => message)
    return [outcome !== 'shown', outcome]
  })
  yield await attempt('throws it away', async () => {
    await view.act((each) => each.close())
    await until(() => view.view === null)
    return [views.list().length === 0, 'closed']
  })
}

export const panel = panelOf({
  id: 'views',
  title: 'Views',
  summary: 'The page of a stranger over a part of this one, in a view that may do nothing.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M2.500 3.500h15v13h-15zM9.500 7.500h5.500v6h-5.500zM4.500 7.500h2.500M4.500 10.500h2.500M4.500 13.500h2.500"/></svg>',
  order: 41,
  group: 'Desktop'
}, { View, checks, style: '.mail { height: 15rem; border: 1px solid var(--line, GrayText); border-radius: .3rem; margin-bottom: .7rem; color: var(--muted, GrayText); }' })
