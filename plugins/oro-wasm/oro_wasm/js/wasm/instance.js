import { HostInstance } from './host-instance.js'
import { load } from './module.js'
import { asked } from './options.js'
import { PageGuest } from './page-guest.js'
import { Run } from './run.js'
import { unwrapped } from './values.js'

/** A module or component that stays, with its memory, in a process of the host or a worker of the page until it is closed. */
export class Instance {
  #guest
  /** @type {Run} its streams and its end */
  run
  /**
   * Its functions; each is answered in a promise, one after the other.
   * @type {Record<string, (...params: any[]) => Promise<any>>}
   */
  exports

  /**
   * @param {HostInstance | PageGuest} guest
   * @param {Run} run
   * @param {string[]} functions
   */
  constructor (guest, run, functions) {
    this.#guest = guest
    this.run = run
    this.exports = Object.fromEntries(functions.map((name) => [name, (...params) => this.call(name, params)]))
  }

  /**
   * @param {string} name
   * @param {readonly any[]} [params]
   * @returns {Promise<any>} as `call()` answers; rejects when the instance ends meanwhile, as a trap ends it
   */
  async call (name, params = []) {
    return unwrapped(await this.#guest.call(name, params))
  }

  /** End it. */
  close () {
    this.run.kill()
  }

  [Symbol.dispose] () {
    this.close()
  }
}

/**
 * Make an instance of a module, or in the host of a component, whose functions then share its memory.
 *
 * In the host it has no input, its output goes to the error output of the app, and `timeout` and `fuel` are those of each
 * call; in the page `timeout` is that of the instance. In both it ends with a call that traps or takes too long.
 * @param {import('./module.js').Source} source
 * @param {import('./options.js').Options} [options]
 * @returns {Promise<Instance>}
 */
export async function instantiate (source, options) {
  const wanted = asked(options)
  const task = { module: await load(source, wanted), asked: wanted }
  const guest = wanted.engine === 'host' ? new HostInstance(task) : new PageGuest(task, true)
  const run = new Run(Promise.resolve(guest), wanted)
  const functions = await Promise.race([guest.ready(), run.exited.then(() => guest.ready())])
  return new Instance(guest, run, functions)
}
