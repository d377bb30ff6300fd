/**
 * The panel of `oro wasm run`.
 *
 * What it keeps when a module is replaced: the console, the calls, what is typed, and the tab. The module keeps its memory
 * and globals where only code has changed. Where exports have changed, the page loads again, and takes up the console,
 * the calls and what was typed from before.
 * @module
 */

import { ask, follow } from './channel.js'
import { ConsoleView } from './console-view.js'
import { byId, bytes } from './dom.js'
import { GlueGuest, WorkerGuest } from './guest.js'
import { HostProgram } from './host-program.js'
import { addRecord, showLog } from './log-view.js'
import { showModule } from './module-view.js'
import { Playground } from './playground.js'
import { Tabs } from './tabs.js'
import { showFailure, showWarnings } from './trouble.js'

/** @typedef {import('./types.js').Version} Version */
/** @typedef {import('./types.js').State} State */

const KEPT = 'oro-wasm-kept'
const BECAME = { kept: ': memory and globals are kept', anew: ': memory and globals begin anew', unused: '' }

class Panel {
  /** @type {State | null} */
  #state = null
  /** @type {Version | null} */
  #version = null
  /** The instance whose functions are called. @type {WorkerGuest | GlueGuest | null} */
  #guest = null
  /** Where the program runs, so that functions can be called meanwhile. @type {WorkerGuest | HostProgram | null} */
  #program = null
  /** @type {Tabs | null} */
  #tabs = null
  #builds = 0
  #console
  #playground

  constructor () {
    this.#console = new ConsoleView({ typed: (text) => this.#typed(text), ended: () => this.#inputEnded() })
    this.#playground = new Playground({
      call: (name, args) => this.#call(name, args),
      run: (args) => this.#run(args),
      stop: () => this.#stop()
    })
    byId('build').onclick = () => ask('build')
  }

  /** @param {import('./types.js').ServerEvent} event */
  heard (event) {
    if (event.type === 'state') this.#begin(event)
    else if (event.type === 'building') status('building', 'Building')
    else if (event.type === 'failed') this.#failed(event)
    else if (event.type === 'built') this.#built(event)
    else if (event.type === 'unchanged') this.#ready(event.builds)
    else addRecord(event.record)
  }

  /** The server is gone, or not back yet. */
  lost () {
    status('lost', 'Server is gone')
  }

  /** @param {State} state */
  #begin (state) {
    if (this.#state) return this.#returned(state)
    this.#state = state
    document.title = `${state.name} · WebAssembly`
    byId('name').textContent = state.name
    byId('path').textContent = [state.language, state.path].filter(Boolean).join(' · ')
    const site = state.kind === 'site'
    /** @type {[string, string][]} */
    const tabs = [['playground', 'Playground'], ['module', 'Module'], ['log', 'Log']]
    this.#tabs = new Tabs(site ? [['site', 'Page'], ...tabs] : tabs)
    if (site) this.#frame()
    this.#playground.windowed = state.channel === 'window'
    showLog(state.records)
    this.#restore()
    if (state.version) this.#take(state.version)
    else this.#playground.show(null)
    showModule(state.version)
    showWarnings(state.warnings)
    if (state.failure) this.#failed({ ...state.failure, builds: state.builds })
    else if (state.building) status('building', 'Building')
    else this.#ready(state.builds)
  }

  /** @param {State} state the server is back */
  #returned (state) {
    if (state.path !== this.#state?.path || state.version?.number !== this.#version?.number) location.reload()
    else if (state.failure) this.#failed({ ...state.failure, builds: state.builds })
    else this.#ready(state.builds)
  }

  /** @param {import('./types.js').Built} built */
  async #built ({ change, version, warnings, builds }) {
    showWarnings(warnings)
    if (this.#state?.kind === 'site') {
      this.#frame()
      showModule(version)
    } else if (change === 'page' && this.#version) {
      this.#keep(`The exports of ${version?.name} have changed: the page was loaded again.`)
      location.reload()
      return
    } else if (version && version.number !== this.#version?.number) {
      await this.#replace(version, change)
    }
    this.#ready(builds)
  }

  /** @param {Version} version @param {string} change */
  async #replace (version, change) {
    const before = this.#version
    this.#version = version
    showModule(version)
    if (!before) return this.#take(version)
    this.#program?.stop()
    const carried = change === 'code' && !this.#guest?.busy
    try {
      const became = await this.#guest?.replace(version, carried)
      this.#console.note(`New module, ${bytes(version.size)}${BECAME[became ?? 'unused']}`)
    } catch (error) {
      this.#told(error)
    }
    this.#shown(version)
    this.#playground.show(version, await this.#functions())
    this.#runAgain(version)
  }

  /** @param {Version} version */
  #runAgain (version) {
    this.#program = this.#programOf(version)
    if (this.#program && this.#playground.runsAgain && this.#state?.kind !== 'site') this.#run(this.#playground.args)
  }

  /** @param {Version} version @returns {WorkerGuest | HostProgram | null} */
  #programOf (version) {
    /** @type {import('./guest.js').Told} */
    const told = (stream, text) => this.#console.write(stream, text)
    const windowed = this.#state?.channel === 'window'
    if (version.component) return windowed ? new HostProgram(told) : null
    if (!runs(version)) return null
    return windowed && this.#playground.inHost ? new HostProgram(told) : new WorkerGuest(version, told)
  }

  /** @param {Version} version the first one */
  async #take (version) {
    this.#version = version
    this.#guest = version.glue
      ? new GlueGuest(version, (stream, text) => this.#console.write(stream, text))
      : new WorkerGuest(version, (stream, text) => this.#console.write(stream, text))
    this.#playground.show(version, [])
    this.#shown(version)
    const found = await this.#functions()
    if (found.some((name) => !version.glue?.functions.some((each) => each.name === name))) this.#playground.show(version, found)
    this.#runAgain(version)
  }

  /** @param {Version} version */
  #shown (version) {
    document.documentElement.dataset.version = String(version.number)
    ask(`shown?version=${version.number}`).catch(() => {})
  }

  async #functions () {
    try {
      return this.#guest instanceof GlueGuest ? await this.#guest.functions() : []
    } catch (error) {
      this.#told(error)
      return []
    }
  }

  /** @param {import('./types.js').Failure & { builds: number }} failure */
  #failed (failure) {
    this.#builds = failure.builds
    status('failed', 'Build failed')
    showFailure(failure)
  }

  /** @param {number} builds */
  #ready (builds) {
    this.#builds = builds
    status('ready', this.#version ? `Ready · ${bytes(this.#version.size)}` : 'Ready')
    document.documentElement.dataset.builds = String(builds)
  }

  // -- what a person does ------------------------------------------------------------------------------

  /** @param {string} name @param {unknown[]} args @returns {Promise<unknown>} */
  async #call (name, args) {
    if (!this.#guest) throw new Error(`Cannot call "${name}": there is no module`)
    const called = this.#guest.call(name, /** @type {import('./types.js').Value[]} */ (args))
    this.#busyUntil(called)
    return called
  }

  /** @param {Promise<unknown>} ended */
  #busyUntil (ended) {
    const update = () => {
      this.#playground.busy = [Boolean(this.#program?.busy), Boolean(this.#guest?.busy)]
      this.#console.listen(Boolean(this.#listening))
    }
    ended.then(update, update)
    update()
  }

  /** The guest that reads typed input. @returns {WorkerGuest | HostProgram | null} */
  get #listening () {
    if (this.#program?.busy) return this.#program
    return this.#guest instanceof WorkerGuest && this.#guest.busy ? this.#guest : null
  }

  #stop () {
    if (this.#program?.busy) return this.#program.stop()
    this.#guest?.stop()
    this.#console.note('Stopped; the next call begins with a new instance.')
  }

  /** @param {string} args */
  async #run (args) {
    if (!this.#version || this.#program?.busy) return
    this.#program = this.#programOf(this.#version)
    if (!this.#program) return
    this.#console.note(`$ ${this.#version.name} ${args}`)
    const ended = this.#program.run(words(args))
    this.#busyUntil(ended)
    try {
      const code = await ended
      this.#console.write(code ? 'error' : 'note', `ended with exit code ${code}`)
    } catch (error) {
      this.#told(error)
    }
  }

  /** @param {unknown} error */
  #told (error) {
    this.#console.write('error', error instanceof Error ? error.message : String(error))
  }

  /** @param {string} text */
  #typed (text) {
    this.#listening?.type(text).catch((error) => this.#told(error))
  }

  #inputEnded () {
    this.#listening?.endInput().catch((error) => this.#told(error))
  }

  #frame () {
    const frame = document.createElement('iframe')
    frame.src = '/'
    frame.title = 'The site'
    byId('site').replaceChildren(frame)
  }

  // -- what it keeps when the page loads again ----------------------------------------------------------

  /** @param {string} note */
  #keep (note) {
    const kept = { playground: this.#playground.kept, console: this.#console.entries.slice(-500), tab: this.#tabs?.shown, note }
    sessionStorage.setItem(KEPT, JSON.stringify(kept))
  }

  #restore () {
    const text = sessionStorage.getItem(KEPT)
    if (!text) return
    sessionStorage.removeItem(KEPT)
    const kept = JSON.parse(text)
    this.#playground.restore(kept.playground)
    for (const { kind, text } of kept.console) this.#console.write(kind, text)
    this.#console.note(kept.note)
    this.#tabs?.show(kept.tab)
  }
}

/** @param {string} state @param {string} text */
function status (state, text) {
  const shown = byId('status')
  shown.dataset.state = state
  shown.textContent = text
}

/** @param {Version} version @returns {boolean} whether it is a program */
function runs (version) {
  return !version.glue && version.exports.some(({ name }) => name === '_start')
}

/** @param {string} text @returns {string[]} the arguments in a text; quotes keep spaces */
function words (text) {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) =>
    double !== undefined ? double.replace(/\\(.)/g, '$1') : single ?? plain)
}

const panel = new Panel()
follow((event) => panel.heard(event), () => panel.lost())
