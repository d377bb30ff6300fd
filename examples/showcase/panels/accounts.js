/** Profiles: windows whose pages store apart from each other. */

import { createWindow } from 'oro:application'
import { attempt, button, card, h, note, panelOf, row, Said, stack } from 'oro:panel'
import { profiles } from 'oro:session'

class View {
  said = new Said()
  #rows = h('tbody')
  #none = note('There is none yet beside the app’s own')

  constructor () {
    const open = (title, options) => button(title, () => this.said.of(() => this.open(options), () => ''))
    this.element = stack(
      card('Open a window of an account', '', row(
        open('Anna', { profile: 'anna' }), open('Bert', { profile: 'bert' }), open('A private one', { ephemeral: true })), this.said.element),
      card('Profiles', '', h('table', {}, this.#rows), this.#none),
      note('Each has its own cookies, web storage, databases and caches. What the host keeps, such as files, is the same in all.'))
  }

  begin () {
    return this.look()
  }

  async open (options) {
    const window = await createWindow({ index: -1, path: '/account.html', width: 420, height: 260, ...options })
    await this.look()
    return window
  }

  async look () {
    this.found = await profiles.list()
    this.#rows.replaceChildren(...this.found.map((each) => this.#row(each)))
    this.#none.hidden = this.found.length > 0
    return this.found
  }

  #row ({ name, ephemeral, windows }) {
    const remove = async () => {
      await profiles.remove(name)
      await this.look()
    }
    return h('tr', {}, h('td', { textContent: name, style: 'font-weight: 600' }),
      h('td', {}, h(`span.badge.${ephemeral ? 'idle' : 'good'}`, { textContent: ephemeral ? 'until the end' : 'kept' })),
      h('td.muted.number', { textContent: `${windows} open` }),
      h('td.end', {}, ephemeral ? '' : button('Remove', () => this.said.of(remove, () => ''))))
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('opens a private window and lists its profile', async () => {
    const window = await view.open({ ephemeral: true, headless: true })
    const { profile } = window.state
    const there = view.found.find(({ name }) => name === profile)
    await window.close()
    return [there?.ephemeral === true && there.windows === 1, profile]
  })
}

export const panel = panelOf({
  id: 'accounts',
  title: 'Accounts',
  summary: 'Windows side by side whose pages know nothing of each other.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"><circle cx="7" cy="7" r="3"/><path d="M2 16.500c0-3 2-5 5-5s5 2 5 5M12.500 4.300a3 3 0 0 1 0 5.400M14 11.800c2.500.500 4 2.300 4 4.700"/></svg>',
  order: 65,
  group: 'Web'
}, { View, checks })
