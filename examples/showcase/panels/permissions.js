/** What pages of this app may do, and why. */

import { request } from 'oro:ipc'
import { attempt, button, card, h, Lines, panelOf, stack } from 'oro:panel'

const BADGES = { granted: 'good', denied: 'bad', prompt: 'gold' }
const WORDS = { granted: 'granted', denied: 'denied', prompt: 'asks first' }

class View {
  /** @type {{ name: string, plugin: string, state: string, reason: string }[]} */
  found = []
  lines = new Lines('Nothing was asked or taken back')
  #filter = h('input.field', { type: 'search', placeholder: 'Filter by name, plugin or state …', 'aria-label': 'Filter', oninput: () => this.draw(), style: 'width: 22rem' })
  #count = h('span.muted.small')
  #rows = h('tbody')
  #away = new AbortController()

  constructor () {
    const heads = ['Permission', 'From', 'State', 'Why', '']
    this.element = stack(h('div.row', {}, this.#filter, this.#count),
      h('div.card', { style: 'overflow-x: auto' }, h('table', {},
        h('thead', {}, h('tr', {}, ...heads.map((text) => text ? h('th', { textContent: text, scope: 'col' }) : h('td')))), this.#rows)),
      card('Changes', '', this.lines.element))
  }

  async begin () {
    addEventListener('permissionchange', ({ detail: { name, state } }) => {
      this.lines.add(name, WORDS[state])
      this.look()
    }, { signal: this.#away.signal })
    await this.look()
  }

  end () {
    this.#away.abort()
  }

  /** Ask for the state of every permission a plugin declares. */
  async look () {
    const plugins = await answer('plugins.list')
    const names = plugins.filter(({ state }) => state === 'active').flatMap(({ name: plugin, permissions }) => permissions.map((name) => ({ name, plugin })))
    this.found = await Promise.all(names.map(async ({ name, plugin }) => ({ plugin, ...await answer('permissions.query', { name }) })))
    this.found.sort((a, b) => a.name.localeCompare(b.name))
    this.draw()
  }

  draw () {
    const wanted = this.#filter.value.trim().toLowerCase()
    const shown = this.found.filter(({ name, plugin, state }) => [name, plugin, state].some((text) => text.includes(wanted)))
    this.#count.textContent = `${shown.length} of ${this.found.length}`
    this.#rows.replaceChildren(...shown.map(({ name, plugin, state, reason }) => h('tr', {},
      h('td', { textContent: name, style: 'font-weight: 600' }), h('td.muted', { textContent: plugin }),
      h('td', {}, h(`span.badge.${BADGES[state]}`, { textContent: WORDS[state] })), h('td.muted.small', { textContent: reason }),
      h('td.end', {}, this.#action(name, state, reason)))))
  }

  #action (name, state, reason) {
    if (state === 'prompt') return button('Ask', () => this.settle('permissions.request', name))
    return reason.startsWith('the person') ? button('Take back', () => this.settle('permissions.revoke', name)) : null
  }

  /**
   * Ask the person, or forget what they answered.
   * @param {string} route
   * @param {string} name
   */
  async settle (route, name) {
    const { state } = await answer(route, { name })
    this.lines.add(name, WORDS[state])
    await this.look()
  }

  /** @param {string} text */
  filter (text) {
    this.#filter.value = text
    this.draw()
    return this.#rows.children.length
  }
}

async function answer (route, params) {
  const { err, data } = await request(route, params)
  if (err) throw err
  return data
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('lists every permission', async () => {
    const decided = view.found.every(({ state, reason }) => state in WORDS && reason)
    return [view.found.length > 5 && decided && view.filter('') === view.found.length, `${view.found.length} permissions`]
  })
  yield await attempt('knows what the configuration denies or leaves to the person', async () => {
    const denied = view.found.filter(({ state }) => state === 'denied').map(({ name }) => name)
    const shown = view.filter('denied')
    view.filter('')
    return [denied.includes('camera') && view.found.some(({ state }) => state === 'prompt') && shown === denied.length, denied.join(', ')]
  })
}

export const panel = panelOf({
  id: 'permissions',
  title: 'Permissions',
  summary: 'What pages of this app may do and why. The configuration decides; it may leave it to you.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"><path d="M10 2.500l6 2.300v4.700c0 3.700-2.500 6.500-6 8-3.500-1.500-6-4.300-6-8V4.800zM7.300 10l2 2 3.500-4"/></svg>',
  order: 25,
  group: 'The host'
}, { View, checks })
