/** A page that tells the test of everything it hears, as lines of JSON on the console. */

import * as application from 'oro:application'
import * as menu from 'oro:application/menu'
import * as hotkey from 'oro:window/hotkey'

/** @param {Record<string, any>} line */
const tell = (line) => console.log(`desktop ${JSON.stringify({ window: application.getCurrentWindowIndex(), ...line })}`)

const TOLD = ['menuItemSelected', 'tray', 'dragenter', 'platformdrag', 'dragexit', 'dragend', 'platformdrop', 'windowstatechange']
for (const type of TOLD) {
  addEventListener(type, (/** @type {any} */ event) => event instanceof CustomEvent && tell({ type, detail: event.detail }))
}
addEventListener('pointerdown', ({ target }) => target instanceof Element && tell({ type: 'pointerdown', detail: target.localName }))
addEventListener('hotkey', (/** @type {any} */ { binding }) => tell({ type: 'hotkey', detail: binding.expression }))
addEventListener('keydown', ({ key, ctrlKey }) => tell({ type: 'keydown', detail: `${ctrlKey ? 'control+' : ''}${key}` }))
for (const type of ['focus', 'blur']) {
  addEventListener(type, ({ target }) => target === window && tell({ type, detail: document.hasFocus() }))
}

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
