/** C that is built whenever one stops typing, and run beside itself. */

import { mkdir, writeFile } from 'oro:fs/promises'
import { request } from 'oro:ipc'
import { attempt, h, until } from 'oro:panel'
import * as wasm from 'oro:wasm'
import { Terminal } from './terminal.js'

/** Milliseconds without a key after which a build begins. */
const REST = 250

export class Editor {
  terminal = new Terminal('What it writes stands here as soon as it is built.')
  /** @type {'' | 'building' | 'built' | 'failed'} */
  state = ''
  /** @type {import('oro:wasm').BuildError['diagnostics']} */
  diagnostics = []
  #folder
  #begun = false
  #timer = null
  #building = new AbortController()
  #badge = h('span.badge', { textContent: 'not built yet' })
  #lines = h('pre', { 'aria-hidden': 'true' })
  #text = h('textarea', { 'aria-label': 'C', spellcheck: false, autocapitalize: 'off', wrap: 'off' })
  #said = h('ul.wa-said.mono', { hidden: true })
  #button = h('button.primary', { type: 'button', textContent: 'Build', onclick: () => this.build() })

  /** @param {{ name: string, path: string } | undefined} place the folder in which a folder is made for it */
  constructor (place) {
    this.#folder = `${place?.path}/c`
    this.#text.oninput = () => this.#typed()
    this.#text.onkeydown = (event) => this.#indent(event)
    this.element = h('div.wa-split.wa-halves', {},
      h('section.card.wa-main', { 'aria-label': 'Source' },
        h('div.wa-head', {}, h('b', { textContent: 'hello.c' }), this.#badge, h('span.spacer'), this.#button),
        h('div.wa-code', {}, this.#lines, this.#text), this.#said),
      h('section.card.wa-main', { 'aria-label': 'Output' }, this.terminal.element))
  }

  /** Show the sample; build it where that fetches nothing. */
  async begin () {
    if (this.#begun) return
    this.#begun = true
    this.source = await (await fetch('wasm/hello.c')).text()
    const { err, data: missing } = await request('showcase.compilers')
    if (err) return this.#show('failed', [], err.message)
    this.missing = missing
    if (!missing.length) this.build()
    else this.#tell(missing.map(({ name, megabytes }) => `Building fetches ${name} first: ${megabytes} MB, once.`).join(' '))
  }

  end () {
    clearTimeout(this.#timer)
    this.#building.abort()
    this.terminal.stop()
  }

  get source () {
    return this.#text.value
  }

  set source (text) {
    this.#text.value = text
    this.#number()
  }

  /** Type something in the place of all there is. */
  type (text) {
    this.source = text
    this.#typed()
  }

  /** Build what is written, and run it in the place of what runs. */
  async build () {
    clearTimeout(this.#timer)
    this.#building.abort()
    const { signal } = this.#building = new AbortController()
    this.#show('building', [])
    try {
      await mkdir(this.#folder, { recursive: true })
      await writeFile(`${this.#folder}/hello.c`, this.source)
      const building = wasm.compile(`${this.#folder}/hello.c`, { optimization: 'release', signal })
      for await (const { kind, text } of building) if (kind === 'progress') this.#tell(text)
      const { module, milliseconds, diagnostics } = await building.built
      if (signal.aborted) return
      this.missing = []
      this.#show('built', diagnostics, '', milliseconds)
      this.terminal.stop()
      await this.terminal.follow(wasm.run({ path: module }, { memory: 1 << 28 }))
    } catch (error) {
      if (!signal.aborted && this.state === 'building') this.#show('failed', error.diagnostics ?? [], error.message)
    }
  }

  #typed () {
    this.#number()
    clearTimeout(this.#timer)
    if (!this.missing?.length) this.#timer = setTimeout(() => this.build(), REST)
  }

  #number () {
    const count = this.source.split('\n').length
    const bad = new Set(this.diagnostics.filter(({ severity }) => severity === 'error').map(({ line }) => line))
    this.#lines.replaceChildren(...Array.from({ length: count }, (_, index) =>
      h(bad.has(index + 1) ? 'span.bad' : 'span', { textContent: `${index + 1}\n` })))
    this.#text.style.height = `${count * 1.55 + 3}em`
  }

  #show (state, diagnostics, message = '', milliseconds = 0) {
    this.state = state
    this.diagnostics = diagnostics
    this.#badge.className = `badge ${{ building: 'gold', built: 'good', failed: 'bad' }[state]}`
    this.#badge.textContent = { building: 'building', built: `built in ${milliseconds.toFixed(0)} ms`, failed: 'does not compile' }[state]
    const rows = diagnostics.map(({ line, column, severity, text }) => h('li', { title: severity },
      h('span.line', { textContent: `${line}:${column}` }), h(`span.${severity}`, { textContent: text })))
    if (!rows.length && message) rows.push(h('li', {}, h('span.error', { textContent: message })))
    this.#said.replaceChildren(...rows)
    this.#said.hidden = !rows.length
    this.#number()
  }

  #tell (text) {
    this.#said.replaceChildren(h('li.muted', { textContent: text }))
    this.#said.hidden = false
  }

  /** The tabulator indents; Escape, then the tabulator, leaves the field. */
  #indent (event) {
    if (event.key === 'Escape') this.leaving = true
    else if (event.key === 'Tab' && !event.shiftKey && !this.leaving) {
      event.preventDefault()
      document.execCommand('insertText', false, '  ')
    } else this.leaving = false
  }
}

/** @param {Editor} editor */
export async function * editorChecks (editor) {
  yield await attempt('builds C as it is typed, or says what that fetches', async () => {
    if (editor.missing?.length) return [editor.element.textContent.includes('Building fetches'), editor.missing.map(({ name }) => name).join(', ')]
    await editor.terminal.until('59')
    editor.type(editor.source.replace('n < 60', 'n < 70'))
    await editor.terminal.until('67')
    return [true, editor.element.querySelector('.badge').textContent]
  })
  yield await attempt('shows where C does not compile, and keeps what runs', async () => {
    if (editor.missing?.length) return [true, 'nothing is built']
    const good = editor.source
    editor.type(good.replace('puts("");', 'puts("")'))
    await until(() => editor.state === 'failed', 'it was built')
    const { line, text } = editor.diagnostics[0]
    const kept = editor.terminal.text.includes('67')
    editor.type(good)
    await until(() => editor.state === 'built', 'it was not built again')
    await editor.terminal.until('exited with 0')
    return [kept && line === 13 && text.includes(';'), `line ${line}: ${text}`]
  })
}
