/**
 * A panel to keep values with.
 * @module
 */

import { attempt, button, card, field, h, Lines, note, panelOf, row, Said, stack, until } from 'oro:panel'
import { open, stores } from '../store.js'

class View {
  store = open('showcase')
  said = new Said()
  lines = new Lines('Nothing has changed yet')
  #key = field('Key', 'tea')
  #value = field('Value, as JSON', '{ "minutes": 4 }', { style: 'font-family: var(--mono)', oninput: () => this.said.clear() })
  #kept = h('tbody')
  #table = h('table', {}, this.#kept)
  #names = h('span')
  #clear = button('Delete everything', () => this.clear())
  #off = () => {}

  constructor () {
    this.element = stack(
      card('Keep a value', 'store “showcase”', row(this.#key, this.#value, button('Keep', () => this.keep(this.#key.value, this.#value.value), true)), this.said.element),
      card('What is kept', this.#names, this.#table, row(this.#clear)),
      card('Changes, as every window hears them', '', this.lines.element),
      note('It is on the disk before the answer comes: close the window, open it again, and it is here.'))
  }

  /** Show what was kept before, and hear changes. */
  async begin () {
    this.#off = this.store.onChange(({ set, deleted }) => {
      this.lines.add(set.length ? 'set' : 'deleted', [...set, ...deleted].join(', ') || 'nothing')
      this.show()
    })
    await this.show()
  }

  end () {
    this.#off()
  }

  /**
   * @param {string} key
   * @param {string} json
   */
  async keep (key, json) {
    return this.said.of(() => this.store.set(key, parsed(json)), () => `“${key}” is kept`)
  }

  async clear () {
    return this.said.of(() => this.store.clear(), () => 'Nothing is kept now')
  }

  async show () {
    const [entries, names] = await Promise.all([this.store.entries(), stores()])
    this.#names.textContent = names.length ? `stores that hold anything: ${names.join(', ')}` : 'nothing is kept'
    this.#table.hidden = this.#clear.disabled = !entries.length
    this.#kept.replaceChildren(...entries.map(([key, value]) => h('tr', {},
      h('td.mono', { textContent: key }), h('td.mono', { textContent: JSON.stringify(value) }),
      h('td.end', {}, button('Delete', () => this.said.of(() => this.store.delete(key), () => `“${key}” is gone`))))))
  }

  /** The rows of the table. */
  get text () {
    return this.#kept.textContent
  }
}

/** @param {string} json */
function parsed (json) {
  try {
    return JSON.parse(json)
  } catch (/** @type {any} */ error) {
    throw new SyntaxError(`The value is no JSON: ${error.message}`)
  }
}

/** @param {View} view */
async function * checks (view) {
  const key = `check ${Date.now()}`
  yield await attempt('keeps a value and shows it', async () => {
    await view.keep(key, '{"deep":[1,"ü"]}')
    await until(() => view.text.includes(key), 'it is not shown')
    return [(await view.store.get(key)).deep[1] === 'ü', view.said.text]
  })
  yield await attempt('hears of changes', async () => {
    await until(() => view.lines.text.includes(key), 'it was not heard')
    return [true, 'the change was heard']
  })
  yield await attempt('says what is no JSON', async () => {
    const { error } = await view.keep(key, '{nonsense')
    return [error instanceof SyntaxError, error?.message]
  })
  yield await attempt('deletes', async () => {
    await view.store.delete(key)
    await until(() => !view.text.includes(key), 'it is still shown')
    view.said.clear()
    return [!await view.store.has(key), 'gone']
  })
}

export const panel = panelOf({
  id: 'store',
  title: 'Store',
  summary: 'Values that stay, the same in every window, through the plugin oro-store.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M3 7.500h14v8.500H3zM4.500 7.500l1-3.500h9l1 3.500M8 10.800h4"/></svg>',
  order: 42,
  group: 'Desktop'
}, { View, checks })

export default panel
