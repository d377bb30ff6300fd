/** The panel itself: where one is, what is there, and what is in it. */

import { h } from 'oro:panel'
import { choose, places } from './disk.js'
import { icon } from './icons.js'
import { Listing } from './listing.js'
import { basename, bytes, decode, encode, parent, steps, when } from './names.js'
import { nameNodes, Preview } from './preview.js'
import { Rows } from './rows.js'

/**
 * @typedef {import('./disk.js').Entry} Entry
 * @typedef {import('./listing.js').Column} Column
 */

const ROW = 32
const ICONS = {
  folder: 'M1.500 13V3.500h4.500l1.500 2h7V13z',
  file: 'M4 1.500h5.500L12.500 4.500v10H4z M9.500 1.500v3h3',
  link: 'M6.500 9.500l3-3 M7.500 5.500 9 4a2.500 2.500 0 0 1 3.500 3.500L11 9 M8.500 10.500 7 12a2.500 2.500 0 0 1-3.500-3.500L5 7',
  special: 'M8 2.500l5.500 5.500L8 13.500 2.500 8z'
}
const UP = 'M8 13V3.500 M4 7.500l4-4 4 4'

/** @type {[Column, string][]} */
const COLUMNS = [['name', 'Name'], ['size', 'Size'], ['modified', 'Modified']]

export class Browser {
  /** @type {Listing | null} */
  listing = null
  preview = new Preview()
  #selected = ''
  /** @type {Set<string>} */
  #stale = new Set()
  #typed = ''
  #typedAt = 0
  #home = '/'

  /**
   * @param {{ name: string, path: string }[]} more places of the app, paths not encoded
   * @param {AbortSignal} signal
   */
  constructor (more, signal) {
    this.more = more
    this.rows = new Rows(ROW, (index) => this.#row(index))
    Object.assign(this.rows.element, { className: 'fs-rows', tabIndex: 0, onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) })
    this.rows.element.setAttribute('role', 'listbox')
    this.rows.element.setAttribute('aria-label', 'Entries')
    this.crumbs = h('div.fs-crumbs', { onclick: (/** @type {Event} */ event) => event.target === this.crumbs && this.#edit() })
    this.field = h('input', { type: 'text', hidden: true, spellcheck: false, 'aria-label': 'Path', onblur: () => this.#edited(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#fieldKey(event) })
    this.up = h('button.icon', { title: 'Up (Backspace)', 'aria-label': 'Up', onclick: () => this.goUp() }, icon(UP))
    this.places = h('div.fs-places')
    this.head = h('div.fs-head')
    this.empty = h('div.fs-empty', { hidden: true })
    this.foot = h('div.fs-foot', { role: 'status' })
    this.element = h('div.fs', {},
      h('div.fs-bar', {}, this.up, h('div.fs-path', {}, this.crumbs, this.field),
        h('button', { textContent: 'Choose folder …', onclick: () => this.#choose() })),
      this.places,
      h('div.fs-split', {}, h('section.fs-card.fs-list', { 'aria-label': 'Folder' }, this.head, this.rows.element, this.empty, this.foot), this.preview.element))
    this.element.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'l' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        this.#edit()
      }
    })
    signal.addEventListener('abort', () => this.listing?.close())
    globalThis.addEventListener('beforeunload', (event) => { if (this.preview.dirty) event.preventDefault() }, { signal })
  }

  /** Offer the places and go to the first. */
  async begin () {
    const known = await places()
    this.#home = known[0].path
    this.places.append(...[...this.more, ...known].map(({ name, path }) =>
      h('button', { textContent: name, title: path, onclick: () => this.go(encode(path)) })))
    await this.go(encode([...this.more, ...known][0].path))
  }

  get path () {
    return this.listing?.path ?? '/'
  }

  /** @type {Entry | null} */
  get selected () {
    return this.listing?.entries.find(({ name }) => name === this.#selected) ?? null
  }

  /**
   * Show another folder.
   * @param {string} path percent-encoded
   * @param {string} [select] name of the entry to select
   * @returns {Promise<boolean>} false when it could not be, or the person wants to stay
   */
  async go (path, select = '') {
    if (!this.#mayLeave()) return false
    this.listing?.close()
    const listing = new Listing(path, {
      listed: () => listing === this.listing && this.#listed(),
      looked: (name) => listing === this.listing && this.#renew(name),
      failed: (error) => listing === this.listing && this.#failed(error)
    })
    this.listing = listing
    this.#selected = select
    this.#where()
    const shown = this.preview.show(null)
    try {
      await listing.open()
    } catch (error) {
      if (listing === this.listing) this.#failed(/** @type {Error} */ (error))
      return false
    }
    if (listing !== this.listing) return false
    this.rows.element.scrollTop = 0
    this.#draw()
    if (select) this.rows.reveal(Math.max(0, listing.index(select)))
    await shown
    if (this.selected && this.selected.kind !== 'folder') await this.preview.show(this.selected)
    return true
  }

  goUp () {
    return this.go(parent(this.path), basename(this.path))
  }

  /**
   * Select an entry and look into it.
   * @param {string} name percent-encoded
   * @returns {Promise<boolean>}
   */
  async select (name) {
    if (name !== this.#selected && !this.#mayLeave()) return false
    const index = this.listing?.index(name) ?? -1
    if (!this.listing || index < 0) return false
    const before = this.listing.index(this.#selected)
    this.#selected = name
    this.rows.renew(before)
    this.rows.reveal(index)
    this.rows.renew(index)
    this.rows.element.setAttribute('aria-activedescendant', `fs-row-${index}`)
    await this.preview.show(this.listing.entries[index])
    return true
  }

  /** @param {Entry} entry */
  async #enter (entry) {
    await this.select(entry.name)
    if (this.preview.facts?.kind === 'folder') await this.go(entry.path)
  }

  #mayLeave () {
    if (!this.preview.dirty) return true
    const leave = confirm('What you typed is not saved. Leave it?')
    if (leave) this.preview.editor?.revert()
    return leave
  }

  async #choose () {
    try {
      await this.go(encode(await choose(decode(this.path))))
    } catch (error) {
      const { name, message } = /** @type {Error} */ (error)
      if (name !== 'AbortError') this.#tell(message)
    }
  }

  // -- the path -----------------------------------------------------------------------------------

  #where () {
    const crumbs = steps(this.path).flatMap(({ name, path }, index) => [
      ...(index > 1 ? [h('i', { textContent: '/' })] : []),
      h('button', { onclick: () => this.go(path) }, ...nameNodes(name))
    ])
    this.crumbs.replaceChildren(...crumbs)
    this.crumbs.scrollLeft = this.crumbs.scrollWidth
    this.field.value = decode(this.path)
    this.#edited()
    this.up.disabled = this.path === '/'
    const here = decode(this.path)
    for (const place of this.places.children) place.setAttribute('aria-pressed', String(place.title === here))
  }

  #edit () {
    this.crumbs.hidden = true
    this.field.hidden = false
    this.field.select()
    this.field.focus()
  }

  #edited () {
    this.crumbs.hidden = false
    this.field.hidden = true
  }

  /** @param {KeyboardEvent} event */
  #fieldKey (event) {
    event.stopPropagation()
    if (event.key === 'Enter') {
      const text = this.field.value.trim().replace(/^~(?=\/|$)/, this.#home)
      this.go(encode(text.startsWith('/') ? text.replace(/(?<=.)\/+$/, '') : `${decode(this.path)}/${text}`))
    }
    if (event.key === 'Escape') {
      this.field.value = decode(this.path)
      this.#edited()
    }
  }

  // -- the list -----------------------------------------------------------------------------------

  #listed () {
    this.#draw()
    const { selected } = this
    if (selected && selected.path === this.preview.entry?.path) this.preview.refresh()
    else if (this.#selected && !selected) this.#lost()
  }

  #lost () {
    this.preview.refresh()
  }

  #draw () {
    const { entries, column, descending } = /** @type {Listing} */ (this.listing)
    this.head.replaceChildren(...COLUMNS.map(([key, text]) => h('button', {
      textContent: text,
      'data-sort': key === column ? (descending ? 'down' : 'up') : '',
      onclick: () => this.listing?.sort(key)
    })))
    this.rows.element.hidden = false
    this.empty.hidden = entries.length > 0
    this.empty.replaceChildren('This folder is empty')
    if (!entries.length) this.rows.element.hidden = true
    this.rows.reset(entries.length)
    this.#foot()
  }

  #foot () {
    const { entries, milliseconds, watching } = /** @type {Listing} */ (this.listing)
    const folders = entries.filter(({ kind }) => kind === 'folder').length
    const count = `${entries.length.toLocaleString()} ${entries.length === 1 ? 'entry' : 'entries'}${folders ? `, ${folders.toLocaleString()} of them folders` : ''}`
    this.foot.replaceChildren(h('span', { textContent: count }), h('span.time', { textContent: `listed in ${milliseconds.toFixed(0)} ms` }),
      ...(watching ? [h('span.live', { textContent: 'live', title: 'Changes from outside appear by themselves' })] : []))
  }

  /**
   * Draw an entry anew, together with all others that wait for it.
   * @param {string} name
   */
  #renew (name) {
    this.#stale.add(name)
    if (this.#stale.size > 1) return
    requestAnimationFrame(() => {
      this.listing?.entries.forEach((entry, index) => { if (this.#stale.has(entry.name)) this.rows.renew(index) })
      this.#stale.clear()
    })
  }

  /** @param {Error} error */
  #failed (error) {
    this.rows.reset(0)
    this.rows.element.hidden = true
    this.empty.hidden = false
    this.empty.replaceChildren(h('strong', { textContent: 'Cannot open this folder' }), h('span', { textContent: error.message }))
    this.foot.replaceChildren()
  }

  /** @param {string} text */
  #tell (text) {
    this.foot.replaceChildren(h('span', { textContent: text }))
  }

  /**
   * @param {number} index
   * @returns {HTMLElement}
   */
  #row (index) {
    const listing = /** @type {Listing} */ (this.listing)
    const entry = listing.entries[index]
    const facts = listing.facts(entry)
    const folder = entry.kind === 'folder'
    const row = h('div.fs-row', {
      role: 'option',
      id: `fs-row-${index}`,
      'aria-selected': String(entry.name === this.#selected),
      'aria-setsize': listing.entries.length,
      'aria-posinset': index + 1,
      onclick: () => this.select(entry.name),
      ondblclick: () => this.#enter(entry)
    },
    h('div.fs-name', {}, icon(ICONS[entry.kind]), h('span', {}, ...nameNodes(entry.name))),
    h('div', { textContent: folder || !facts || facts.kind !== 'file' ? '' : bytes(facts.size) }),
    h('div', { textContent: facts ? when(facts.modified) : '' }))
    row.classList.toggle('folder', folder)
    row.classList.toggle('hidden', entry.name.startsWith('.'))
    row.classList.toggle('fresh', performance.now() - (listing.fresh.get(entry.name) ?? -1e9) < 2000)
    return row
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    const { entries } = /** @type {Listing} */ (this.listing)
    const at = this.listing?.index(this.#selected) ?? -1
    const { page } = this.rows
    /** @type {Record<string, () => any>} */
    const actions = {
      ArrowDown: () => at + 1,
      ArrowUp: () => at - 1,
      PageDown: () => at + page,
      PageUp: () => at - page,
      Home: () => 0,
      End: () => entries.length - 1,
      Enter: () => { if (this.selected) this.#enter(this.selected) },
      Backspace: () => { this.goUp() }
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const index = Object.hasOwn(actions, event.key) ? actions[event.key]() : event.key.length === 1 ? this.#find(event.key, at) : null
    if (index === null) return
    event.preventDefault()
    if (index === undefined || !entries.length) return
    this.select(entries[Math.max(0, Math.min(entries.length - 1, index))].name)
  }

  /**
   * @param {string} key
   * @param {number} at
   */
  #find (key, at) {
    const now = performance.now()
    this.#typed = now - this.#typedAt < 800 ? this.#typed + key.toLowerCase() : key.toLowerCase()
    this.#typedAt = now
    const { entries } = /** @type {Listing} */ (this.listing)
    const from = Math.max(0, this.#typed.length > 1 ? at : at + 1)
    const found = [...entries.keys()].map((index) => (index + from) % entries.length)
      .find((index) => decode(entries[index].name).toLowerCase().startsWith(this.#typed))
    return found ?? null
  }
}
