import { EventEmitter } from '../../node/events.js'
import * as constants from '../../base/window/constants.js'
import hotkey from './hotkey.js'
import { checkedLength, pixels } from './measure.js'
import { areaOf, paperOf } from './page.js'
import { call } from './routes.js'
import { views } from './views.js'

/**
 * @typedef {object} WindowState a window as the host describes it
 * @property {string} id
 * @property {number} index
 * @property {string} title
 * @property {string | null} token
 * @property {number} status
 * @property {string} readyState
 * @property {{ href: string, [part: string]: any }} location
 * @property {{ width: number, height: number }} size
 * @property {{ x: number, y: number }} position
 * @property {{ width: number, height: number }} [screen] the one it is on
 * @property {boolean} [focused] it has the keyboard
 * @property {number} [zoom] how large its page is shown; 1 is the size it was made for
 * @property {boolean} [alwaysOnTop] it is kept in front of other programs
 * @property {boolean} [fullscreen] it has a whole display
 * @property {boolean} [maximized]
 * @property {boolean} [minimized]
 * @property {boolean} [kiosk] its person is kept in it
 * @property {number} [opacity] of the whole window
 * @property {boolean} [skipTaskbar] it is left out of the desktop's list of windows
 * @property {boolean} [transparent] what is behind it is seen where its page paints nothing
 * @property {string} [display] the name of the one it is on
 * @property {number | null} [parent] the index of the window it stays in front of
 * @property {boolean} [modal] its parent has no input
 * @property {boolean} [resizable]
 * @property {boolean} [frameless]
 * @property {string} [backgroundColor] as `rgba(…)`
 *
 * @typedef {object} PickerOptions
 * @property {boolean} [allowMultiple]
 * @property {boolean} [allowFiles]
 * @property {boolean} [allowDirs]
 * @property {string} [defaultName]
 * @property {string} [defaultPath]
 * @property {string} [contentTypeSpecs] types to choose from, such as `image/png:.png|image/jpeg:.jpg,.jpeg`
 * @property {string} [title]
 */

/** @import { PaperOptions, PrintOptions, Rectangle } from './page.js' */

/** A window of the app. Emits `message` for what is posted to it, in the window itself. */
export class ApplicationWindow extends EventEmitter {
  static constants = constants
  static hotkey = hotkey

  /** @type {WindowState} */
  #state
  /** @type {BroadcastChannel} */
  #channel

  /** @param {WindowState} state as the host tells it */
  constructor (state) {
    super()
    this.#state = Object.freeze({ ...state })
    this.#channel = new BroadcastChannel(`oro.runtime.window.${state.id}`)
    if (this.index === currentIndex()) {
      this.#channel.addEventListener('message', (event) => this.emit('message', new MessageEvent('message', { data: event.data })))
    }
  }

  get id () { return this.#state.id }
  get index () { return this.#state.index }
  get title () { return this.#state.title }
  get token () { return this.#state.token }
  get status () { return this.#state.status }
  get size () { return this.#state.size }
  get position () { return this.#state.position }
  get location () { return this.#state.location }
  get hotkey () { return hotkey }

  /** Views inside it, which only its own page can add. */
  get views () {
    if (this.index !== currentIndex()) throw new Error('window.views can only be used from the current window')
    return views
  }

  /** Everything that was told of it last. */
  get state () { return this.#state }

  /** The channel on which messages to this window are posted. */
  get channel () { return this.#channel }

  /** @returns {{ width: number, height: number }} as it was told last */
  getSize () { return { ...this.size } }

  /** @returns {{ x: number, y: number }} as it was told last */
  getPosition () { return { ...this.position } }

  /** @returns {string} as it was told last */
  getTitle () { return this.title }

  /** @returns {number} as it was told last */
  getStatus () { return this.status }

  /** Ask the host how the window is now. */
  async update () {
    return this.#told(await call('ApplicationWindow.prototype.update()', 'window', { index: this.index }))
  }

  /** Close it. The answer says how it was; its status is `WINDOW_CLOSED` once it has closed. */
  close () {
    const closed = (/** @type {any} */ { detail }) => {
      if (detail?.index !== this.index) return
      globalThis.removeEventListener('windowclosed', closed)
      this.#told({ ...this.#state, status: constants.WINDOW_CLOSED })
    }
    globalThis.addEventListener('windowclosed', closed)
    return this.#act('close')
  }

  /** Remove it at once, whatever its page does. */
  kill () { return this.#act('kill') }

  show () { return this.#act('show') }
  hide () { return this.#act('hide') }
  maximize () { return this.#act('maximize') }
  minimize () { return this.#act('minimize') }
  restore () { return this.#act('restore') }

  /** Bring it to the front and give its page the keyboard. */
  focus () { return this.#act('focus') }

  /** Take the keyboard from its page, and put it behind others. */
  blur () { return this.#act('blur') }

  /** @param {boolean} [value] whether it is kept in front of other programs */
  setAlwaysOnTop (value = true) { return this.#act('setAlwaysOnTop', { value }) }

  /** @returns {Promise<boolean>} whether it is kept in front of other programs */
  isAlwaysOnTop () { return this.#call('isAlwaysOnTop') }

  /** @param {boolean} [value] whether it has a whole display */
  setFullScreen (value = true) { return this.#act('setFullScreen', { value }) }

  /** @returns {Promise<boolean>} whether it has a whole display */
  isFullScreen () { return this.#call('isFullScreen') }

  /** @param {boolean} [value] whether its person is kept in it: a whole display, and no way out but by the app */
  setKiosk (value = true) { return this.#act('setKiosk', { value }) }

  /** @returns {Promise<boolean>} whether its person is kept in it */
  isKiosk () { return this.#call('isKiosk') }

  /** @param {number} value opacity of the whole window, from 0 to 1 */
  setOpacity (value) { return this.#act('setOpacity', { value }) }

  /** @returns {Promise<number>} opacity of the whole window */
  getOpacity () { return this.#call('getOpacity') }

  /** @param {boolean} [value] whether it is left out of the desktop's list of windows */
  setSkipTaskbar (value = true) { return this.#act('setSkipTaskbar', { value }) }

  showInspector () { return this.#act('showInspector') }

  /** @param {string} title */
  setTitle (title) { return this.#act('setTitle', { value: title }) }

  /**
   * @param {{ width?: number | string, height?: number | string }} size pixels or shares of the screen such as `50%`;
   *   what is not given stays
   */
  async setSize ({ width = this.size.width, height = this.size.height }) {
    checkedLength('width', width)
    checkedLength('height', height)
    const shares = [width, height].some((length) => typeof length === 'string')
    const screen = shares ? await call('setSize()', 'application.getScreenSize') : { width: 0, height: 0 }
    return this.#act('setSize', { width: pixels(width, screen.width), height: pixels(height, screen.height) })
  }

  /** @param {{ x?: number, y?: number }} position pixels; what is not given stays */
  setPosition ({ x = this.position.x, y = this.position.y }) {
    return this.#act('setPosition', { x, y })
  }

  /** @param {string | URL} url relative to the app's root */
  navigate (url) { return this.#act('navigate', { url: formatURL(url) }) }

  /** @param {{ red?: number, green?: number, blue?: number, alpha?: number }} colour */
  setBackgroundColor (colour) { return this.#act('setBackgroundColor', { ...colour }) }

  /** @returns {Promise<string>} */
  getBackgroundColor () { return this.#call('getBackgroundColor') }

  /** @param {{ index?: number, value: string }} menu lines `Label: key`, and `---` */
  setContextMenu ({ index = this.index, value }) { return this.#call('setContextMenu', { index, value }) }

  /** How large the page is shown, as it was told last; 1 is the size it was made for. Event `zoomchange` tells of changes. */
  get zoom () { return this.#state.zoom ?? 1 }

  /** @returns {Promise<number>} how large the page is shown */
  getZoom () { return this.#call('getZoom') }

  /**
   * @param {number} factor from 0.25 to 5; the window opens with it the next time
   * @returns {Promise<number>} how large the page is shown now
   */
  async setZoom (factor) {
    const zoom = await this.#call('setZoom', { value: factor })
    this.#told({ ...this.#state, zoom })
    return zoom
  }

  /**
   * Mark a text in the page and show its first match, or the next one if it was the last search.
   * @param {string} text
   * @param {{ backwards?: boolean, matchCase?: boolean }} [options]
   * @returns {Promise<{ matches: number, active: number }>} how many there are, and which is shown, from 1
   */
  find (text, { backwards = false, matchCase = false } = {}) {
    return this.#call('find', { text, backwards, matchCase })
  }

  /** Mark no matches any longer, and close the find bar. */
  stopFinding () { return this.#call('stopFinding') }

  /**
   * Print the page: by the desktop's dialog, or with `silent` at once, on the default printer or another.
   * @param {PrintOptions} [options] all but `silent` is for silent prints
   * @returns {Promise<string | null>} the name of a silent job
   */
  async print ({ silent = false, printer = '', copies = 1, ...paper } = {}) {
    return silent ? this.#call('printSilently', { printer, copies, ...paperOf(paper) }) : this.#call('print')
  }

  /** @returns {Promise<Array<{ name: string, default: boolean }>>} the printers this machine knows */
  printers () { return call('printers()', 'window.printers') }

  /**
   * @param {PaperOptions} [options]
   * @returns {Promise<Uint8Array>} the page as a PDF
   */
  pdf (options) { return this.#bytes('pdf', paperOf(options)) }

  /**
   * @param {{ rect?: Rectangle }} [options] a part of what is seen, in CSS pixels
   * @returns {Promise<Uint8Array>} a PNG of what the page shows
   */
  capture ({ rect } = {}) { return this.#bytes('capture', areaOf(rect)) }

  /**
   * @param {PickerOptions} [options]
   * @returns {Promise<string[]>} paths; rejects with an AbortError when nothing was chosen
   */
  showOpenFilePicker (options) { return this.#pick({ type: 'open', ...options }) }

  /**
   * @param {PickerOptions} [options]
   * @returns {Promise<string[]>}
   */
  showSaveFilePicker (options) { return this.#pick({ type: 'save', ...options }) }

  /**
   * @param {PickerOptions} [options]
   * @returns {Promise<string[]>}
   */
  showDirectoryFilePicker (options) { return this.#pick({ type: 'open', allowFiles: false, allowDirs: true, ...options }) }

  /**
   * Dispatch an event in another window.
   * @param {{ event: string, value?: any, window?: number, backend?: boolean }} options
   */
  async send ({ event, value, window, backend = false }) {
    if (window !== undefined && !Number.isInteger(window)) throw new TypeError('window should be an integer')
    if (window !== undefined && backend) throw new TypeError('backend option cannot be used together with window option')
    if (typeof event !== 'string' || event === '') throw new TypeError('event should be a non-empty string')
    if (this.index !== currentIndex()) throw new Error('window.send can only be used from the current window')
    const text = JSON.stringify(value) ?? 'null'
    if (backend) return call('ApplicationWindow.prototype.send() with backend', 'process.write', { event, value: text })
    if (window === undefined) throw new TypeError('window should be an integer')
    return this.#call('send', { targetWindowIndex: window, event, value: text })
  }

  /**
   * Emit `message` on the window's own object of this class, in its page.
   * @param {any} message
   */
  postMessage (message) { this.#channel.postMessage(message) }

  /** @param {string | URL | { value: string | URL }} url opened with the desktop's own program */
  openExternal (url) {
    return call('openExternal()', 'platform.openExternal', { value: String(Object(url).value ?? url) })
  }

  /** @param {string | URL} path of a file, shown in the desktop's file manager */
  revealFile (path) { return call('revealFile()', 'platform.revealFile', { value: String(path) }) }

  /**
   * @param {string} name
   * @param {Record<string, any>} [params]
   */
  async #act (name, params) {
    return this.#told(await this.#call(name, params))
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} [params]
   */
  #call (name, params) {
    return call(`ApplicationWindow.prototype.${name}()`, `window.${name}`, { targetWindowIndex: this.index, ...params })
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} params
   */
  async #bytes (name, params) {
    const options = /** @type {const} */ ({ responseType: 'arraybuffer' })
    const route = `window.${name}`
    return new Uint8Array(await call(`${route}()`, route, { targetWindowIndex: this.index, ...params }, options))
  }

  /** @param {Record<string, any>} options */
  async #pick (options) {
    return (await call('showFileSystemPicker()', 'window.showFileSystemPicker', options)).paths
  }

  /** @param {WindowState} state */
  #told (state) {
    this.#state = Object.freeze({ ...state })
    return this
  }
}

/**
 * @param {string | URL} url
 * @returns {string} whole, relative to the app's root
 */
export function formatURL (url) {
  return String(new URL(url, new URL('/', globalThis.RUNTIME_WORKER_LOCATION ?? globalThis.location.href)))
}

/** @returns {number} the index of the window this runs in */
export function currentIndex () {
  return globalThis.__args?.index ?? 0
}
