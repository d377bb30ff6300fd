/**
 * `oro:container` by the name `@webcontainer/api`: an import map of the app leads here, and programs written for that
 * package run as they are. One container runs at a time, as they expect.
 * @module
 */

import { WebContainer as Any } from './web-container.js'

export { auth, configureAPIKey } from './auth.js'
export { isPreviewMessage, PreviewMessageType } from './preview-messages.js'
export { reloadPreview, setupConnect } from './previews.js'

const ONLY_ONE = 'Only a single WebContainer instance can be booted'
/** The container that runs. @type {WebContainer | null} */
let running = null
/** The last boot that was asked for, settled once it is over. @type {Promise<unknown>} */
let last = Promise.resolve()

/** The container of the page. */
export class WebContainer extends Any {
  /**
   * Boot the container; it waits for boots before it, and for one that is being torn down.
   * @param {import('./types.js').BootOptions} [options]
   * @returns {Promise<WebContainer>} rejects while one runs
   */
  static boot (options = {}) {
    const turn = last.then(() => this.#boot(options))
    last = turn.then((container) => container, () => {})
    return turn
  }

  /** @param {import('./types.js').BootOptions} options */
  static async #boot (options) {
    if (running !== null) throw new Error(ONLY_ONE)
    running = /** @type {WebContainer} */ (await super.boot(options))
    return running
  }

  /** One container runs at a time by this name. @returns {Promise<never>} */
  async clone () {
    throw new Error(ONLY_ONE)
  }

  teardown () {
    super.teardown()
    if (running !== this) return
    running = null
    last = Promise.all([last, this.ended])
  }
}
