/** Tools as agents see them: routes of this app, and those of a server; and a model that uses both. */

import { call, chat, servers, tools } from 'oro:mcp'
import { attempt, button, card, Facts, field, h, Lines, note, pair, panelOf, row, Said, stack } from 'oro:panel'

const style = `
.mcp-tools { display: grid; gap: .3rem; margin: 0; padding: 0; list-style: none; }
.mcp-tools button { width: 100%; height: auto; padding: .45rem .75rem; text-align: left; white-space: normal; display: grid; gap: .1rem; }
.mcp-tools small { color: var(--muted, #777); }
.mcp-tools [aria-pressed="true"] { outline: 2px solid var(--accent, currentColor); }
.mcp-card textarea { min-height: 7.2rem; font: 12.5px/1.5 var(--mono, ui-monospace, monospace); }
`

/** Arguments that show something. */
const SAMPLES = {
  teas_find: { coolest: 90 },
  teas_brew: { name: 'sencha', steps: 12 },
  boil: { degrees: 70, litres: 0.5 },
  fahrenheit: { celsius: 70 }
}

class View {
  found = []
  said = new Said()
  #chosen = null
  #list = h('ul.mcp-tools')
  #arguments = h('textarea', { 'aria-label': 'Arguments', spellcheck: false })
  #progress = h('progress', { value: 0, max: 1, hidden: true, 'aria-label': 'Progress' })
  #places = new Facts()
  #steps = new Lines('A model has not been asked.', 12)
  #question = field('Question', 'Which teas want water above 90 degrees?')
  #asking = null

  constructor () {
    const tried = card('Call', 'arguments are JSON', this.#arguments, row(button('Call', () => this.use(), true), this.#progress), this.said.element)
    tried.classList.add('mcp-card')
    this.element = stack(
      pair(card('Tools', 'of the app and of a server', this.#list), stack(tried, card('Servers', '', this.#places.element))),
      card('A model', 'its steps', row(this.#question, button('Ask', () => this.ask(), true), button('Stop', () => this.#asking?.abort())), this.#steps.element),
      note('Agents use the same tools by “oro mcp examples/showcase”. The app exposes the routes of one setting, and nothing else.'))
  }

  async begin () {
    const places = await servers()
    for (const { name } of places) {
      const { value } = await this.said.of(() => tools(name), () => '')
      this.found.push(...value ?? [])
    }
    this.#list.replaceChildren(...this.found.map((tool) => h('li', {}, h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.choose(tool) },
      h('span', {}, h('b', { textContent: tool.name }), ` ${tool.server}`), h('small', { textContent: tool.description.split('\n')[0] })))))
    this.#places.set(Object.fromEntries((await servers()).map(({ name, transport, connected, title, version }) =>
      [name, [`${title || (connected ? 'connected' : 'not connected')} ${version}`.trim(), transport].join(', ')])))
    if (this.found.length) this.choose(this.found[0])
  }

  choose (tool) {
    this.#chosen = tool
    this.#arguments.value = JSON.stringify(SAMPLES[tool.name] ?? {}, null, 1)
    for (const [index, item] of [...this.#list.children].entries()) item.firstElementChild.setAttribute('aria-pressed', String(this.found[index] === tool))
  }

  /** Call the tool that is chosen. */
  async use () {
    const { server, name } = this.#chosen
    this.progress = 0
    const onprogress = ({ done, total }) => {
      this.progress++
      Object.assign(this.#progress, { hidden: false, max: total ?? 12, value: done })
    }
    const began = performance.now()
    const outcome = await this.said.of(() => call(server, name, JSON.parse(this.#arguments.value), { onprogress }),
      ({ text }) => `${text} (${(performance.now() - began).toFixed(1)} ms)`)
    this.#progress.hidden = true
    return outcome
  }

  /** Have a model answer with all tools. */
  async ask () {
    this.#asking?.abort()
    const { signal } = this.#asking = new AbortController()
    this.steps = []
    try {
      for await (const event of chat(this.#question.value, { tools: ['app', 'mcp:kettle'], steps: 4, seconds: 60, signal })) {
        this.steps.push(event.type)
        if (event.type === 'call') this.#steps.add(`calls ${event.tool}`, JSON.stringify(event.arguments))
        if (event.type === 'result') this.#steps.add(event.isError ? 'failed' : 'was told', event.text)
        if (event.type === 'end') this.#steps.add(`ended: ${event.reason}`, event.text)
      }
      return ''
    } catch (error) {
      this.#steps.add('no answer', error.message)
      return error.message
    }
  }

  end () {
    this.#asking?.abort()
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('shows the tools of the app and of a server', async () => {
    const names = view.found.map(({ server, name }) => `${server}: ${name}`)
    return [['app: teas_find', 'app: teas_brew', 'kettle: boil'].every((name) => names.includes(name)), names.join(', ') + view.said.text]
  })
  yield await attempt('calls a tool of each', async () => {
    view.choose(view.found.find(({ name }) => name === 'boil'))
    const { value: boiled } = await view.use()
    view.choose(view.found.find(({ name }) => name === 'teas_brew'))
    const { value } = await view.use()
    return [boiled?.text === '0.5 l of 70 °C in 52 s' && value?.text.includes('step 12 of 12') && view.progress === 12, `${boiled?.text}; ${view.progress} steps`]
  })
  yield await attempt('says what a model did, or why there is none', async () => {
    const why = await view.ask()
    return [why ? why.startsWith('Cannot') : view.steps.at(-1) === 'end', why || view.steps.join(', ')]
  })
}

export const panel = panelOf({
  id: 'mcp',
  title: 'Tools of agents',
  summary: 'Routes of this app and a server of tools, as agents and models see them, through the plugin oro-mcp.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M12.500 3.500a3.500 3.500 0 0 0-3.300 4.700L3.500 13.900a1.800 1.800 0 0 0 2.600 2.600l5.700-5.700a3.500 3.500 0 0 0 4.400-4.500l-2.100 2.100-2.300-.600-.600-2.300 2.100-2.100a3.500 3.500 0 0 0-.800-.100z"/></svg>',
  order: 41,
  group: 'More'
}, { View, style, checks })

export default panel
