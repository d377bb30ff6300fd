/** A page with views over it, which tells the test of all it hears, as lines of JSON on the console. */

import * as application from 'oro:application'
import { views } from 'oro:window'

/** @param {Record<string, any>} line */
const tell = (line) => console.log(`desktop ${JSON.stringify({ window: 0, ...line })}`)

const self = await application.getCurrentWindow()
addEventListener('keydown', ({ key }) => tell({ type: 'keydown', detail: key }))

Object.assign(globalThis, {
  views,
  over: document.querySelector('#over'),

  /** Add a view, and tell all that is told of it. */
  async add (options) {
    const view = await views.add(options)
    for (const type of ['window', 'port', 'refuse', 'focus']) {
      view.addEventListener(type, ({ detail }) => tell({ type, detail }))
    }
    view.onmessage = ({ data }) => tell({ type: 'message', detail: data })
    return view
  },

  /**
   * Run what the test wants to have run, and tell it what came of it.
   * @param {number} id
   * @param {(tools: any) => any} work
   */
  async work (id, work) {
    try {
      tell({ type: 'done', detail: { id, value: await work({ self }) ?? null } })
    } catch (/** @type {any} */ error) {
      tell({ type: 'done', detail: { id, error: `${error.name}: ${error.message}` } })
    }
  }
})
tell({ type: 'awake', detail: document.hasFocus() })
