/** The functions that a module exports, with a field for each parameter. */

import { h } from 'oro:panel'

export class Functions {
  element = h('div.wa-functions', { hidden: true })
  #forms = new Map()

  /** @param {(name: string, params: (number | bigint | string)[]) => Promise<any>} call */
  constructor (call) {
    this.invoke = call
  }

  /** @param {{ name: string, kind: string, type: string, function?: { params: string[], results: string[] } }[]} exported */
  show (exported) {
    this.#forms.clear()
    const shown = exported.filter(({ name, kind, function: type }) => kind === 'function' && type && !name.startsWith('_'))
    this.element.replaceChildren(...shown.slice(0, 40).map((each) => this.#form(each)))
    this.element.hidden = !shown.length
  }

  /**
   * Call a function with what would be typed into its fields.
   * @param {string} name
   * @param {string[]} params
   * @returns {Promise<string>} what is shown
   */
  async call (name, params) {
    const { inputs, submit, answer } = this.#forms.get(name)
    for (const [index, value] of params.entries()) inputs[index].value = value
    await submit()
    return answer.textContent
  }

  #form ({ name, function: { params, results } }) {
    const inputs = params.map((type, index) => h('input.field.mono', { 'aria-label': `${name}, parameter ${index + 1}, ${type}`, placeholder: type, spellcheck: false }))
    const answer = h('output.mono')
    const submit = async () => {
      answer.className = 'mono'
      try {
        const result = await this.invoke(name, inputs.map(({ value }, index) => read(value, params[index])))
        answer.textContent = result === undefined ? 'done' : String(result)
      } catch (error) {
        answer.classList.add('bad')
        answer.textContent = error.message
      }
    }
    this.#forms.set(name, { inputs, submit, answer })
    const form = h('form', { title: results.length ? `returns ${results.join(', ')}` : 'returns nothing' },
      h('b.mono', { textContent: name }), ...inputs, h('button', { type: 'submit', textContent: 'Call' }), answer)
    form.onsubmit = (event) => { event.preventDefault(); submit() }
    return form
  }
}

/** @param {string} text @param {string} type */
function read (text, type) {
  if (type !== 'i64') return Number(text)
  try {
    return BigInt(text)
  } catch {
    return text // the host says what is wrong with it
  }
}
