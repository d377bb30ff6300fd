/** A page that tells the test of everything it hears, as lines of JSON on the console. */

import * as application from 'oro:application'
import * as menu from 'oro:application/menu'
import * as hotkey from 'oro:window/hotkey'

/** @param {Record<string, any>} line */
const tell = (line) => console.log(`desktop ${JSON.stringify({ window: application.getCurrentWindowIndex(), ...line })}`)

for (const type of ['zoomchange', 'menuItemSelected', 'oromenu']) {
  addEventListener(type, (/** @type {any} */ { detail }) => tell({ type, detail }))
}
addEventListener('keydown', ({ key, ctrlKey }) => tell({ type: 'keydown', detail: `${ctrlKey ? 'control+' : ''}${key}` }))

const self = await application.getCurrentWindow()
Object.assign(globalThis, {
  /**
   * Run what the test wants to have run, and tell it what came of it.
   * @param {number} id
   * @param {(tools: any) => any} work
   */
  async work (id, work) {
    try {
      tell({ type: 'done', detail: { id, value: await work({ ...application, menu, hotkey, self }) ?? null } })
    } catch (/** @type {any} */ error) {
      tell({ type: 'done', detail: { id, error: `${error.name}: ${error.message}` } })
    }
  }
})
tell({ type: 'awake', detail: document.hasFocus() })
