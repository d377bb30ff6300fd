import { OroError } from 'oro:errors'

/** A guest could not go on. */
export class TrapError extends OroError {
  static code = 'ERR_WASM_TRAP'

  /**
   * @param {string} message
   * @param {import('./outcome.js').Trap} trap
   */
  constructor (message, trap) {
    super(message)
    this.trap = trap
  }
}
