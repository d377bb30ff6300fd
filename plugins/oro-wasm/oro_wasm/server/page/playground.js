/**
 * The playground: runs the program, and calls exports with typed inputs.
 * @module
 */

import { byId, h } from './dom.js'
import { parse, parseDeclared, show } from './values.js'

/** @typedef {import('./types.js').Version} Version */
/** @typedef {{ name: string, params: [string, string][], results: string, declared: boolean }} Callable */
/** @typedef {{ text: string, name: string, typed: string[], failed: boolean }} Called */

const NUMBERS = ['i32', 'i64', 'f32', 'f64']
const KEPT = 50
const HIDDEN = /^(_start|_initialize|memory|__)/

/** @typedef {object} Hears
 * @property {(name: string, args: unknown[]) => Promise<unknown>} call
 * @property {(args: string) => void} run
 * @property {() => void} stop
 */

export class Playground {
  #panel = byId('playground')
  #hears
  /** Typed texts by function and parameter. @type {Record<string, string[]>} */
  #typed = {}
  /** @type {Called[]} */
  #history = []
  #list = h('ul', { className: 'history' })
  #args = /** @type {HTMLInputElement} */ (h('input', { className: 'wide', placeholder: 'none', spellcheck: false, autocomplete: 'off' }))
  #again = /** @type {HTMLInputElement} */ (h('input', { type: 'checkbox', checked: true }))
  #where = /** @type {HTMLSelectElement} */ (h('select', { id: 'where' },
    h('option', { value: 'page', textContent: 'a worker of the page' }), h('option', { value: 'host', textContent: 'a process of the host' })))
  /** Whether this is a window of ours, which has a host to run programs in. */
  windowed = false
  #run = /** @type {HTMLButtonElement} */ (h('button', { type: 'submit', className: 'primary', textContent: 'Run', id: 'run' }))
  #stop = /** @type {HTMLButtonElement} */ (h('button', { type: 'button', textContent: 'Stop', id: 'stop', disabled: true }))

  /** @param {Hears} hears */
  constructor (hears) {
    this.#hears = hears
    this.#stop.onclick = () => hears.stop()
  }

  /** Whether the program runs after each build. */
  get runsAgain () {
    return this.#again.checked
  }

  /** Whether programs run in a process of the host. */
  get inHost () {
    return this.#where.value === 'host'
  }

  /** Arguments of the program, as typed. */
  get args () {
    return this.#args.value
  }

  /** Inputs and calls, which a page keeps when it is loaded again. */
  get kept () {
    return { typed: this.#typed, history: this.#history, args: this.#args.value, again: this.#again.checked, where: this.#where.value }
  }

  /** @param {Playground['kept']} kept */
  restore ({ typed, history, args, again, where }) {
    this.#where.value = where
    this.#typed = typed
    this.#history = history
    this.#args.value = args
    this.#again.checked = again
    this.#listHistory()
  }

  /** Whether the program runs, and whether a call does. @param {[boolean, boolean]} busy */
  set busy ([program, call]) {
    this.#stop.disabled = !program && !call
    this.#run.disabled = program
  }

  /**
   * Show a version; what was typed stays where a function is as it was.
   * @param {Version | null} version @param {string[]} found functions of glue without declarations
   */
  show (version, found = []) {
    const focused = document.activeElement?.id
    const parts = version ? this.#parts(version, found) : [empty('No module has been built yet.')]
    this.#panel.replaceChildren(...parts)
    this.#listHistory()
    if (focused) document.getElementById(focused)?.focus()
  }

  /** @param {Version} version @param {string[]} found */
  #parts (version, found) {
    if (version.component && this.windowed) return [this.#program(true)]
    if (version.component) return [empty(`${version.name} is a component. Its functions take more than numbers: \`oro wasm exec ${version.name} --call NAME\` calls them, and in an app it becomes routes.`)]
    if (version.why) return [empty(version.why)]
    const functions = callables(version, found)
    const program = version.exports.some(({ name }) => name === '_start')
    const parts = [...(program ? [this.#program()] : []), ...functions.map((each) => this.#card(each))]
    if (!parts.length) parts.push(empty('The module exports no function to call. The Module tab shows what it has.'))
    if (!program) parts.push(h('div', { className: 'fields' }, this.#stop))
    if (functions.length) parts.push(h('h3', { textContent: 'Calls' }), this.#list)
    return parts
  }

  /** @param {boolean} [component] which only a process of the host can run */
  #program (component = false) {
    const where = this.windowed && !component ? [h('label', {}, 'In', this.#where)] : []
    const form = h('form', { className: 'card' },
      h('div', { className: 'head' }, h('span', { className: 'name', textContent: 'Program' }),
        h('span', { className: 'signature', textContent: 'reads stdin, writes to the console; no files, no network' })),
      h('div', { className: 'fields' }, h('label', {}, 'Arguments', this.#args), ...where, this.#run, this.#stop,
        h('label', { className: 'line' }, this.#again, 'Run after each build')))
    form.onsubmit = (event) => {
      event.preventDefault()
      this.#hears.run(this.#args.value)
    }
    return form
  }

  /** @param {Callable} callable */
  #card (callable) {
    const key = keyOf(callable)
    const typed = this.#typed[key] ??= callable.params.map(() => '')
    const fields = callable.params.map(([name, type], index) => this.#field(callable, typed, name, type, index))
    const result = h('div', { className: 'result', role: 'status' })
    const unknown = callable.declared ? [] : callable.params.filter(([, type]) => !NUMBERS.includes(type))
    const button = h('button', { type: 'submit', textContent: 'Call', className: 'primary', id: `call-${callable.name}`, disabled: unknown.length > 0 })
    const form = h('form', { className: 'card', 'data-function': callable.name },
      h('div', { className: 'head' }, h('span', { className: 'name', textContent: callable.name }),
        h('span', { className: 'signature', textContent: signature(callable) })),
      h('div', { className: 'fields' }, ...fields.map(({ label }) => label), button), result)
    if (unknown.length) result.textContent = `Values of ${unknown[0][1]} cannot be typed`
    form.onsubmit = (event) => {
      event.preventDefault()
      this.#called(callable, fields.map(({ input }) => input), result)
    }
    return form
  }

  /** @param {Callable} callable @param {string[]} typed @param {string} name @param {string} type @param {number} index */
  #field (callable, typed, name, type, index) {
    const input = /** @type {HTMLInputElement} */ (h('input', {
      value: typed[index], placeholder: type, spellcheck: false, autocomplete: 'off', id: `input-${callable.name}-${index}`
    }))
    input.oninput = () => { typed[index] = input.value }
    return { input, label: h('label', {}, `${name}: ${type}`, input) }
  }

  /** @param {Callable} callable @param {HTMLInputElement[]} inputs @param {HTMLElement} result */
  async #called (callable, inputs, result) {
    const typed = inputs.map(({ value }) => value)
    inputs.forEach((input) => input.removeAttribute('aria-invalid'))
    result.textContent = ''
    const args = this.#parsed(callable, inputs, result)
    if (!args) return
    try {
      this.#ended(callable, typed, show(await this.#hears.call(callable.name, args)), false, result)
    } catch (error) {
      this.#ended(callable, typed, error instanceof Error ? error.message : String(error), true, result)
    }
  }

  /** @param {Callable} callable @param {HTMLInputElement[]} inputs @param {HTMLElement} result */
  #parsed ({ params, declared }, inputs, result) {
    /** @type {unknown[]} */
    const args = []
    for (const [index, input] of inputs.entries()) {
      try {
        args.push((declared ? parseDeclared : parse)(input.value, params[index][1]))
      } catch (error) {
        input.setAttribute('aria-invalid', 'true')
        input.focus()
        result.dataset.kind = 'error'
        result.textContent = error instanceof Error ? error.message : String(error)
        return null
      }
    }
    return args
  }

  /** @param {Callable} callable @param {string[]} typed @param {string} text @param {boolean} failed @param {HTMLElement} result */
  #ended (callable, typed, text, failed, result) {
    result.dataset.kind = failed ? 'error' : 'value'
    result.textContent = text
    this.#history.unshift({ text: `${callable.name}(${typed.join(', ')}) ${failed ? '→ ' : '= '}${text.split('\n')[0]}`, name: keyOf(callable), typed, failed })
    this.#history.length = Math.min(this.#history.length, KEPT)
    this.#listHistory()
  }

  #listHistory () {
    const rows = this.#history.map((each) => {
      const again = h('button', { type: 'button', textContent: each.text, title: 'Take these inputs', className: each.failed ? 'error' : '' })
      again.onclick = () => this.#take(each)
      return h('li', {}, again)
    })
    this.#list.replaceChildren(...(rows.length ? rows : [h('li', { className: 'empty', textContent: 'None yet.' })]))
  }

  /** @param {Called} called */
  #take ({ name, typed }) {
    const [bare] = name.split('(')
    typed.forEach((text, index) => {
      const input = /** @type {HTMLInputElement | null} */ (document.getElementById(`input-${bare}-${index}`))
      if (!input) return
      input.value = text
      input.dispatchEvent(new Event('input'))
    })
    document.getElementById(`call-${bare}`)?.focus()
  }
}

/** @param {Version} version @param {string[]} found @returns {Callable[]} */
function callables ({ exports, glue }, found) {
  if (glue) {
    const declared = glue.functions.map(({ name, params, result }) => ({ name, params, results: result, declared: true }))
    const rest = found.filter((name) => !declared.some((each) => each.name === name))
    return [...declared, ...rest.map((name) => ({ name, params: /** @type {[string, string][]} */ ([]), results: 'unknown', declared: true }))]
  }
  return exports.flatMap(({ name, function: type }) => !type || HIDDEN.test(name) ? [] : [{
    name,
    params: type.params.map((each, index) => /** @type {[string, string]} */ ([`p${index}`, each])),
    results: type.results.join(', '),
    declared: false
  }])
}

/** @param {Callable} callable */
function signature ({ params, results, declared }) {
  const inputs = params.map(([name, type]) => declared ? `${name}: ${type}` : type).join(', ')
  return `(${inputs}) → ${results || 'nothing'}`
}

/** @param {Callable} callable */
function keyOf (callable) {
  return `${callable.name}${signature(callable)}`
}

/** @param {string} text */
function empty (text) {
  return h('p', { className: 'empty', textContent: text })
}
