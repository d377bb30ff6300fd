/**
 * The files of the container: folders that open, and stay as the container has them.
 * @module
 */

import { byId, h } from './elements.js'

/** @typedef {import('oro:container').WebContainer} WebContainer */
/** @typedef {{ path: string, name: string, folder: boolean, depth: number }} Row */
/** @typedef {{ entries: { name: string, folder: boolean }[], watcher: { close(): void } | null }} Opened */

export class TreeView {
  #element = byId('tree')
  #container
  #hears
  /** @type {Map<string, Opened>} */
  #opened = new Map()
  #current = ''
  #shown = ''

  /** @param {WebContainer} container @param {{ open: (path: string) => void, changed: () => void, failed: (what: string, error: unknown) => void }} hears */
  constructor (container, hears) {
    this.#container = container
    this.#hears = hears
    this.#element.onkeydown = (event) => this.#key(event)
  }

  async begin () {
    await this.#open('')
  }

  /** Mark the file that is open. @param {string} path */
  mark (path) {
    this.#shown = this.#current = path
    this.#paint()
  }

  /** The names in the folder of the project. @returns {string[]} */
  get names () {
    return this.#opened.get('')?.entries.map(({ name }) => name) ?? []
  }

  /** @param {string} path of a folder */
  async #open (path) {
    try {
      const watcher = this.#container.fs.watchChanges(path, () => this.#again(path), { lost: () => this.#again(path) })
      watcher.onerror = () => {}
      // Watched first, so that no change falls between.
      await watcher.ready
      this.#opened.set(path, { entries: [], watcher })
      await this.#read(path)
    } catch (error) {
      this.#hears.failed(`Cannot open folder "${path || '.'}"`, error)
    }
    this.#paint()
  }

  /** @param {string} path */
  async #read (path) {
    const found = await this.#container.fs.readdir(path, { withFileTypes: true })
    const entries = found.map((each) => ({ name: each.name, folder: each.isDirectory() }))
    entries.sort((one, other) => Number(other.folder) - Number(one.folder) || one.name.localeCompare(other.name))
    this.#opened.set(path, { entries, watcher: this.#opened.get(path)?.watcher ?? null })
  }

  /** @param {string} path */
  async #again (path) {
    if (!this.#opened.has(path)) return
    try {
      await this.#read(path)
    } catch {
      this.#close(path)
    }
    this.#paint()
    if (!path) this.#hears.changed()
  }

  /** @param {string} path */
  #close (path) {
    for (const [each, { watcher }] of [...this.#opened]) {
      if (each !== path && !each.startsWith(`${path}/`)) continue
      watcher?.close()
      this.#opened.delete(each)
    }
  }

  /** @param {Row} row */
  async #use ({ path, folder }) {
    this.#current = path
    if (!folder) this.#hears.open(path)
    else if (!this.#opened.has(path)) await this.#open(path)
    else {
      this.#close(path)
      this.#paint()
    }
  }

  /** @returns {Row[]} those that are seen */
  #rows () {
    /** @type {Row[]} */
    const rows = []
    const add = (/** @type {string} */ folder, /** @type {number} */ depth) => {
      for (const { name, folder: isFolder } of this.#opened.get(folder)?.entries ?? []) {
        const path = folder ? `${folder}/${name}` : name
        rows.push({ path, name, folder: isFolder, depth })
        if (isFolder) add(path, depth + 1)
      }
    }
    add('', 1)
    return rows
  }

  #paint () {
    const rows = this.#rows()
    const focused = this.#element.contains(document.activeElement)
    if (!rows.some(({ path }) => path === this.#current)) this.#current = rows[0]?.path ?? ''
    this.#element.replaceChildren(...rows.map((row) => this.#item(row)))
    if (!rows.length) this.#element.append(h('li', { className: 'faint', role: 'none', textContent: 'no files' }))
    if (focused) this.#focus()
  }

  /** @param {Row} row */
  #item (row) {
    const { path, name, folder, depth } = row
    const item = h('li', { role: 'treeitem', tabIndex: path === this.#current ? 0 : -1, title: path, 'aria-level': depth, onclick: () => this.#use(row) },
      h('span', { className: folder ? 'twist' : 'leaf', 'aria-hidden': 'true' }), h('span', { className: 'label', textContent: name }))
    item.style.paddingLeft = `${depth * 14 - 4}px`
    item.dataset.path = path
    if (folder) item.setAttribute('aria-expanded', String(this.#opened.has(path)))
    if (path === this.#shown) item.setAttribute('aria-selected', 'true')
    return item
  }

  #focus () {
    const item = /** @type {HTMLElement | null} */ (this.#element.querySelector('[tabindex="0"]'))
    item?.focus()
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    const rows = this.#rows()
    const at = rows.findIndex(({ path }) => path === this.#current)
    const row = rows[at]
    if (!row) return
    const open = row.folder && this.#opened.has(row.path)
    const parent = rows.findIndex(({ path }) => path === row.path.slice(0, row.path.lastIndexOf('/')))
    /** @type {Record<string, () => unknown>} */
    const moves = {
      ArrowDown: () => this.#go(rows[at + 1]),
      ArrowUp: () => this.#go(rows[at - 1]),
      Home: () => this.#go(rows[0]),
      End: () => this.#go(rows.at(-1)),
      ArrowRight: () => open ? this.#go(rows[at + 1]) : row.folder && this.#use(row),
      ArrowLeft: () => open ? this.#use(row) : this.#go(rows[parent]),
      Enter: () => this.#use(row),
      ' ': () => this.#use(row)
    }
    const move = event.ctrlKey ? undefined : moves[event.key]
    if (!move) return
    event.preventDefault()
    move()
  }

  /** @param {Row | undefined} row */
  #go (row) {
    if (!row) return
    this.#current = row.path
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#element.querySelectorAll('[role=treeitem]'))) {
      item.tabIndex = item.dataset.path === row.path ? 0 : -1
    }
    this.#focus()
  }
}
