/** The bar that loads a model, above the cards that use it. */

import { getCurrentWindow } from 'oro:application'
import { h } from 'oro:panel'
import { Model } from '../llm.js'
import { Likeness } from './likeness.js'
import { Speech } from './speech.js'
import { Talk } from './talk.js'

let lists = 0

export class View {
  /** @type {Model | null} */
  model = null
  /** @type {string[]} */
  files = []
  /** @type {string[]} */
  upstreams = []
  /** @type {string | null} */
  engine = null
  /** @type {string | null} */
  enginePackage = null
  #gone = new AbortController()
  #list = h('datalist', { id: `lm-files-${++lists}` })
  #name = h('input.lm-name', { placeholder: 'The name of a model', 'aria-label': 'Model', spellcheck: false, autocapitalize: 'off', required: true })
  #button = h('button.primary', { type: 'submit', textContent: 'Load' })
  #choose = h('button', { type: 'button', textContent: 'Choose a file …' })
  #fetch = h('button', { type: 'button', textContent: 'Fetch', title: 'Download a model of the hub, ORG/REPO, or of Ollama’s library, NAME:TAG' })
  /** @type {AbortController | null} */
  #fetching = null
  #note = h('p.lm-note', { role: 'status' })

  constructor () {
    this.talk = new Talk(this.#gone.signal)
    this.likeness = new Likeness(this.#gone.signal)
    this.speech = new Speech(this.#gone.signal)
    this.#name.setAttribute('list', this.#list.id)
    const form = h('form.lm-form', {}, this.#name, this.#list, this.#choose, this.#fetch, this.#button)
    form.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault()
      if (this.model) this.unload()
      else this.load(this.#name.value.trim())
    }
    this.#choose.onclick = () => this.#pick()
    this.#fetch.onclick = () => this.#fetching ? this.#fetching.abort() : this.fetch(this.#name.value.trim())
    this.element = h('div.lm', {}, form, this.#note, h('div.lm-split', {}, this.talk.element, this.likeness.element), this.speech.element)
  }

  /** The text shown about the model. */
  get text () {
    return this.#note.textContent
  }

  /** Show the available files; use a model that is loaded already, such as by another page. */
  async begin () {
    await this.speech.begin()
    const { engine, package: enginePackage, files, upstreams } = await Model.available()
    this.engine = engine
    this.enginePackage = enginePackage
    this.files = files
    this.upstreams = upstreams
    this.#list.replaceChildren(...[...files, ...upstreams].map((name) => h('option', { value: name })))
    this.#name.value = files[0] ?? upstreams[0] ?? ''
    this.#note.textContent = this.#state()
    const [loaded] = await Model.list()
    if (loaded) await this.#use(loaded)
  }

  end () {
    this.#gone.abort()
    this.talk.end()
  }

  /**
   * Load a model, and show the result.
   * @param {string} name
   * @param {string} [directory] its folder, if not a configured one
   * @returns {Promise<Error | null>} why it could not be loaded
   */
  async load (name, directory) {
    this.#name.value = name
    this.#enable(false)
    this.#say(`Loading ${name} …`)
    const began = performance.now()
    try {
      await this.#use(await Model.load({ name, directory }, { signal: this.#gone.signal }))
      if (this.model?.filename) this.#say(`${this.model.filename}, loaded in ${(performance.now() - began).toFixed(0)} ms`)
      return null
    } catch (/** @type {any} */ error) {
      this.#say(error.message, true)
      return error
    } finally {
      this.#enable(true)
    }
  }

  /**
   * Download a model, show how far it is, and load it. What came of one that is stopped is kept.
   * @param {string} name
   * @returns {Promise<Error | null>} why it could not be downloaded or loaded
   */
  async fetch (name) {
    const stop = this.#fetching = new AbortController()
    this.#fetch.textContent = 'Stop'
    this.#button.disabled = this.#choose.disabled = true
    this.#say(`Looking for ${name} …`)
    try {
      const signal = AbortSignal.any([stop.signal, this.#gone.signal])
      const model = await Model.pull(name, { signal, progress: (step) => this.#say(`Fetching ${step.file}: ${done(step)}`) })
      this.files = (await Model.available()).files
      if (this.model) await this.unload()
      return await this.load(model.name)
    } catch (/** @type {any} */ error) {
      this.#say(stop.signal.aborted ? 'Stopped. What came is kept, and Fetch goes on from there.' : error.message, !stop.signal.aborted)
      return error
    } finally {
      this.#fetching = null
      this.#fetch.textContent = 'Fetch'
      this.#enable(true)
    }
  }

  /** Unload the model. */
  async unload () {
    const { model } = this
    this.model = null
    this.#button.textContent = 'Load'
    this.likeness.use(null)
    await this.talk.end()
    this.talk.explain('Load a model to talk to it.')
    await model?.unload().catch((error) => this.#say(error.message, true))
    this.#say(this.#state())
  }

  /** @param {Model} model */
  async #use (model) {
    this.model = model
    this.#name.value = model.name
    this.#button.textContent = 'Unload'
    this.likeness.use(model)
    await this.talk.begin(model)
    this.#say(model.filename ? `${model.filename} is loaded` : `${model.name} is computed elsewhere, by an upstream of oro.toml`)
  }

  async #pick () {
    try {
      const [path] = await (await getCurrentWindow()).showOpenFilePicker({ title: 'A model', contentTypeSpecs: 'application/octet-stream:.gguf' })
      if (!path) return
      const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
      if (this.model) await this.unload()
      await this.load(path.slice(at + 1), path.slice(0, at) || '/')
    } catch (/** @type {any} */ error) {
      if (error.name !== 'AbortError') this.#say(error.message, true)
    }
  }

  #state () {
    const here = this.#here()
    const count = this.upstreams.length
    return count ? `${here} · ${count === 1 ? 'one model' : `${count} models`} of upstreams` : here
  }

  #here () {
    if (!this.engine) return 'llama.cpp is not installed, so that no model can be loaded; oro doctor says what it takes'
    if (!this.files.length) return 'There is no model in the app’s folder of models. Choose a file, or fetch ORG/REPO of the hub or NAME:TAG of Ollama’s library'
    const some = this.files.length === 1 ? 'One file' : `${this.files.length} files`
    return `${some} in the app’s folder of models · ${this.enginePackage} ${this.engine}`
  }

  /**
   * @param {string} text
   * @param {boolean} [bad]
   */
  #say (text, bad = false) {
    this.#note.textContent = text
    this.#note.classList.toggle('lm-bad', bad)
  }

  /** @param {boolean} able */
  #enable (able) {
    this.#button.disabled = this.#choose.disabled = !able
  }
}

/**
 * @param {{ bytes: number, total: number | null }} step
 * @returns {string} how far a download is
 */
function done ({ bytes, total }) {
  const mb = (/** @type {number} */ count) => `${(count / 1e6).toFixed(1)} MB`
  return total ? `${mb(bytes)} of ${mb(total)}, ${Math.floor(100 * bytes / total)} %` : mb(bytes)
}
