/** WebAssembly: a program and what it wants, C that is rebuilt as one types, a component that was written in another language. */

import { addStyle, h } from 'oro:panel'
import { segments } from '../parts/dom.js'
import { checks } from './wasm/check.js'
import { Editor } from './wasm/editor.js'
import { Picture } from './wasm/picture.js'
import { Runner } from './wasm/runner.js'
import { style } from './wasm/style.js'

const PARTS = [['run', 'Run a program'], ['write', 'Write C'], ['call', 'Call a component']]

/** @type {WeakMap<HTMLElement, View>} */
const mounted = new WeakMap()

export class View {
  /** @param {{ name: string, path: string }[]} places */
  constructor (places) {
    this.parts = { run: new Runner(places), write: new Editor(places[0]), call: new Picture() }
    this.#stage = h('div.grow')
    this.element = h('div.fill.wa', {}, segments('Part', PARTS, 'run', (part) => this.show(part)), this.#stage)
  }

  #stage

  /** @param {'run' | 'write' | 'call'} name */
  async show (name) {
    const part = this.parts[name]
    for (const [index, button] of this.element.querySelectorAll('.segments button').entries()) {
      button.setAttribute('aria-pressed', String(PARTS[index][0] === name))
    }
    this.#stage.replaceChildren(part.element)
    await part.begin()
  }

  end () {
    for (const part of Object.values(this.parts)) part.end()
  }
}

export const panel = {
  id: 'wasm',
  title: 'WebAssembly',
  summary: 'Programs in any language, which reach what they are granted and nothing else, through the plugin oro-wasm.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M3 3.500h4.800a2.200 2.200 0 0 0 4.400 0H17v13H3z"/><path d="m5.800 9 1.100 4.200L8.200 10l1.300 3.200L10.600 9M12.300 13.200 13.600 9l1.300 4.200M12.700 12h1.800"/></svg>',
  order: 27,
  group: 'The host',

  /** @param {HTMLElement} element @param {{ places: { name: string, path: string }[], signal: AbortSignal }} context */
  async mount (element, { places, signal }) {
    addStyle(style)
    const view = new View(places)
    mounted.set(element, view)
    element.append(view.element)
    element.addEventListener('panelgone', () => view.end())
    signal.addEventListener('abort', () => view.end())
    await view.show('run')
  },

  async * check ({ element }) {
    yield * checks(mounted.get(element))
  }
}
