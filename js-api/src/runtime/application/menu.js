/**
 * Menus of the app. A layout is text. Here is that of a menu bar, or of a tray icon:
 *
 *     await system.set(`
 *       App:
 *         About: _
 *         ---
 *         Quit: q;
 *       Edit:
 *         Undo: z
 *         Redo: Z
 *         !Format: f + Control, Alt;
 *     `)
 *
 * A colon is followed by the key that chooses the item with Control, and with Shift where it is a capital; other
 * modifiers are named after `+`, and F1 to F24 need none. `_` is no key, `!` greys the item out, `;` ends a menu.
 * @module
 */

import { currentIndex } from '../window/application-window.js'
import { call } from '../window/routes.js'

/** @typedef {'tray' | 'system' | 'context'} MenuType */
/** @typedef {{ value: string, index?: number }} MenuOptions the layout, and the window it is for */

/** An item of a menu was chosen. */
export class MenuItemEvent extends Event {
  /**
   * @param {Menu} menu
   * @param {{ title: string, parent?: string, state?: string }} data
   */
  constructor (menu, { title, parent = '', state = '0' }) {
    super('menuitem')
    this.data = { title, parent, state }
    this.menu = menu
    this.title = title
    this.parent = parent
    this.state = state
  }
}

/** One menu; event `menuitem` says that something in it was chosen. */
export class Menu extends EventTarget {
  /** @param {MenuType} type */
  constructor (type) {
    super()
    this.type = type
    globalThis.addEventListener('menuItemSelected', (/** @type {any} */ { detail }) => {
      if (detail?.type === type) this.dispatchEvent(new MenuItemEvent(this, detail))
    })
  }

  /**
   * @param {string | MenuOptions} layout
   * @returns {Promise<any>}
   */
  set (layout) {
    return setMenu(typeof layout === 'string' ? { value: layout } : layout, this.type)
  }
}

export class TrayMenu extends Menu {
  constructor () { super('tray') }
}

export class SystemMenu extends Menu {
  constructor () { super('system') }
}

export class ContextMenu extends Menu {
  constructor () { super('context') }
}

/** The menus of an app; events of all three come here too. */
export class MenuContainer extends EventTarget {
  tray = new TrayMenu()
  system = new SystemMenu()
  context = new ContextMenu()

  constructor () {
    super()
    for (const menu of [this.tray, this.system, this.context]) {
      menu.addEventListener('menuitem', (/** @type {any} */ event) => this.dispatchEvent(new MenuItemEvent(menu, event.data)))
    }
  }
}

const ROUTES = /** @type {const} */ ({
  tray: 'application.setTrayMenu',
  system: 'application.setSystemMenu',
  context: 'window.setContextMenu'
})

/**
 * @param {MenuOptions} options
 * @param {MenuType} type
 * @returns {Promise<any>}
 */
export async function setMenu ({ value, index = currentIndex() }, type) {
  if (typeof value !== 'string' || value === '') throw new TypeError('Cannot set a menu: its layout must be a text that is not empty')
  return call(`the ${type} menu`, ROUTES[type], { value, index, targetWindowIndex: index })
}

/** @param {MenuOptions} options */
export async function setContextMenu (options) {
  return setMenu(options, 'context')
}

export const container = new MenuContainer()
export const { tray, system, context } = container
export default container
