/** A page that tells the test of everything it hears, as lines of JSON on the console. */

import * as application from 'oro:application'
import * as desktop from 'oro:desktop'

/** @param {Record<string, any>} line */
const tell = (line) => console.log(`desktop ${JSON.stringify({ window: application.getCurrentWindowIndex(), ...line })}`)

for (const type of ['change', 'cancel']) {
  addEventListener(type, async ({ target }) => {
    const files = await Promise.all([.../** @type {any} */ (target).files].map(async file => [file.name, await file.text()]))
    tell({ type, detail: { id: /** @type {any} */ (target).id, files } })
  }, true)
}
for (const type of ['pointerdown', 'pointerup', 'dragstart', 'dragend']) addEventListener(type, () => tell({ type, detail: null }))

const self = await application.getCurrentWindow()
Object.assign(globalThis, {
  /**
   * Run what the test wants to have run, and tell it what came of it.
   * @param {number} id
   * @param {(tools: any) => any} work
   */
  async work (id, work) {
    try {
      tell({ type: 'done', detail: { id, value: await work({ ...application, desktop, self }) ?? null } })
    } catch (/** @type {any} */ error) {
      tell({ type: 'done', detail: { id, error: `${error.name}: ${error.message}` } })
    }
  }
})
tell({ type: 'awake', detail: document.hasFocus() })
