/**
 * Builds of projects, in the host.
 * @module
 */

import { OroError } from 'oro:errors'
import { serverSentEvents, stream } from 'oro:ipc'
import { Deferred } from './deferred.js'
import { load } from './module.js'

/**
 * @typedef {object} BuildOptions
 * @property {string} [output] the folder for what is made; the project's own unless given
 * @property {string} [language] its name; found out unless given
 * @property {'debug' | 'release' | 'size'} [optimization] `size` unless given
 * @property {boolean} [component] whether a component is wanted, where the language can make one
 * @property {AbortSignal} [signal] ends the tools that run
 */

/**
 * @typedef {object} Diagnostic one message of a compiler
 * @property {string} file
 * @property {number} line from 1; 0 where the compiler names none
 * @property {number} column
 * @property {'error' | 'warning' | 'note'} severity
 * @property {string} text
 */

/**
 * @typedef {object} Built
 * @property {string} module the path of the module or component
 * @property {{ path: string, size: number }[]} files all that was made
 * @property {string} language
 * @property {number} milliseconds
 * @property {boolean} cached whether nothing had changed, and nothing was run
 * @property {Diagnostic[]} diagnostics
 */

/** @typedef {{ kind: 'log' | 'progress' | 'note' | 'diagnostic', text: string }} BuildEvent */

/** A project could not be built. */
export class BuildError extends OroError {
  static code = 'ERR_WASM_BUILD'

  /**
   * @param {string} message
   * @param {Diagnostic[]} diagnostics what the compiler said, in its order
   */
  constructor (message, diagnostics) {
    super(message)
    this.diagnostics = diagnostics
  }
}

/** A build that is under way: an iterable of what it says, and its end. */
export class Build {
  /** @type {Deferred<Built>} */
  #built = new Deferred()
  /** @type {BuildEvent[]} */
  #events = []
  #over = false
  #wake = () => {}

  /**
   * @param {string} project
   * @param {BuildOptions} options
   */
  constructor (project, { signal, ...options }) {
    this.#follow(project, options, signal)
  }

  /** The result; rejects with a BuildError that has the compiler's messages. @returns {Promise<Built>} */
  get built () {
    return this.#built.promise
  }

  /** @returns {Promise<import('./module.js').Module>} the module or component that was made */
  async load () {
    return load({ path: (await this.built).module })
  }

  /** @returns {AsyncGenerator<BuildEvent, void>} what it says, from its beginning on; ends with it, however that is */
  async * [Symbol.asyncIterator] () {
    for (let next = 0; ; next++) {
      while (next >= this.#events.length && !this.#over) await new Promise((resolve) => { this.#wake = () => resolve(undefined) })
      if (next >= this.#events.length) return
      yield this.#events[next]
    }
  }

  /** @param {string} project @param {Omit<BuildOptions, 'signal'>} options @param {AbortSignal | undefined} signal */
  async #follow (project, options, signal) {
    try {
      const { body } = await stream('wasm.compile', { project, ...options }, { signal })
      for await (const { event, data: text } of serverSentEvents(body)) {
        const data = JSON.parse(text)
        if (event === 'built') this.#built.resolve(data)
        else if (event === 'failed') this.#built.reject(new BuildError(data.message, data.diagnostics ?? []))
        else this.#say({ kind: event, text: data.text })
      }
      this.#built.reject(new OroError(`Cannot build "${project}": the host ended without a word`))
    } catch (error) {
      this.#built.reject(error)
    }
    this.#over = true
    this.#wake()
  }

  /** @param {any} event */
  #say (event) {
    this.#events.push(event)
    this.#wake()
  }
}

/**
 * Build a project.
 * @param {string} project the path of its folder, or of the one source file that is all of it
 * @param {BuildOptions} [options]
 * @returns {Build} at once
 */
export function compile (project, options = {}) {
  if (typeof project !== 'string' || project === '') throw new TypeError('Cannot build a project: give its path as text')
  return new Build(project, options)
}
