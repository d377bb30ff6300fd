/**
 * readline with promises.
 * @module
 */

import { PromisesInterface } from './interface.js'
import { Readline } from './readline.js'

/** @param {any} options or the input @param {any} [output] */
export function createInterface (options, output) {
  return new PromisesInterface(options, output)
}

export { PromisesInterface as Interface, Readline }

export default { Interface: PromisesInterface, Readline, createInterface }
