/**
 * Views inside this window: a site, a mail or a stranger's page beside the app's own.
 *
 *     import { views } from 'oro:window'
 *
 *     const view = await views.add({ url: 'https://site.example/', over: document.querySelector('#site') })
 *     view.addEventListener('url', ({ detail }) => { bar.value = detail.url })
 *
 * A page in a view is no part of the app: it has none of its addresses and routes, and nothing is allowed to it but what
 * `rights` names. Views close with the page that added them. All of this needs permission `views`.
 */

import { followElement, placeOf } from './follow.js'
import { call } from './routes.js'

/** @import { Rectangle } from './follow.js' */

/**
 * @typedef {object} ViewOptions
 * @property {string | URL} [url] of http, https or data
 * @property {string} [html] a document without an origin, in place of `url`
 * @property {Element} [over] the element it follows
 * @property {Rectangle} [bounds] where it is, in CSS pixels of the viewport
 * @property {boolean} [visible]
 * @property {string} [profile] the store of what it keeps; the app's own for sites unless given
 * @property {boolean} [ephemeral] what it keeps is forgotten
 * @property {string[]} [rights] what its origin may ask for, such as `camera`; nothing unless given
 * @property {string[]} [allow] other origins it may go to, such as `https://*.example.com`, or `*`
 * @property {boolean} [scripts] its pages run scripts, unless `false`
 * @property {boolean} [port] pages of its origin get a port to this page, unless `false`
 *
 * @typedef {object} ViewState a view as the host describes it
 * @property {string} id
 * @property {number} index its number in the audit log
 * @property {string} url
 * @property {string} title
 * @property {boolean} visible
 * @property {Rectangle} bounds
 * @property {boolean} loading
 * @property {boolean} canGoBack
 * @property {boolean} canGoForward
 * @property {number} zoom
 * @property {string} profile
 * @property {string | null} origin the one that has its rights, and a port
 * @property {string[]} rights
 * @property {boolean} hasPort
 */

/**
 * One view. Its events have a `detail`: `document` (a new one is shown), `url`, `title`, `loading`, `fail`, `window` (its
 * page wants to open one), `refuse` (its page wanted what it may not), `port` (its page has a port now), `zoom`, `focus`,
 * `crash`, `dropped` (its page posted too much), `close`. A `message` is a MessageEvent with `data` and `origin`.
 */
export class View extends EventTarget {
  /** @type {((event: MessageEvent) => any) | null} */
  onmessage = null
  /** @type {ViewState} */
  #state
  /** @type {() => void} */
  #unfollow = () => {}

  /** @param {ViewState} state */
  constructor (state) {
    super()
    this.#state = state
  }

  get id () { return this.#state.id }
  get index () { return this.#state.index }
  get url () { return this.#state.url }
  get title () { return this.#state.title }
  get bounds () { return this.#state.bounds }
  get visible () { return this.#state.visible }

  /** Everything that was told of it last. */
  get state () { return this.#state }

  /** @param {Rectangle} bounds in CSS pixels of the viewport; ends `follow` */
  setBounds (bounds) {
    this.#unfollow()
    return this.#place({ bounds })
  }

  /** @param {boolean} [visible] ends `follow` */
  setVisible (visible = true) {
    this.#unfollow()
    return this.#place({ visible })
  }

  /**
   * Stay over an element wherever it goes, cut off where its ancestors cut it off, and out of sight while it is not shown.
   * @param {Element} element
   * @returns {() => void} ends it; the view stays where it is
   */
  follow (element) {
    this.#unfollow()
    this.#unfollow = followElement(element, (place) => this.#place(place))
    return this.#unfollow
  }

  /** Put it over the other views of this window. */
  lift () { return this.#call('lift') }

  /** @param {string | URL} url whose origin has the rights of the view from now on, and no other */
  async load (url) {
    const known = { url: whole(url) }
    this.#state = { ...this.#state, loading: true }
    await this.#call('load', known)
  }

  /** @returns {Promise<this>} itself, once the document that it loads is there, or could not be loaded */
  async loaded () {
    while (this.#state.loading) await new Promise((resolve) => this.addEventListener('loading', resolve, { once: true }))
    return this
  }

  reload () { return this.#call('reload') }
  back () { return this.#call('back') }
  forward () { return this.#call('forward') }
  stop () { return this.#call('stop') }

  /** Give it the keyboard. */
  focus () { return this.#call('focus') }

  /**
   * Hand a value to the port of its page, as JSON.
   * @param {any} value
   * @returns {Promise<boolean>} whether its page has a port now, and so got it
   */
  postMessage (value) { return this.#call('post', { value: JSON.stringify(value) }) }

  /**
   * Mark a text in its page and show its first match, or the next one if it was the last search.
   * @param {string} text
   * @param {{ backwards?: boolean, matchCase?: boolean }} [options]
   * @returns {Promise<{ matches: number, active: number }>}
   */
  find (text, { backwards = false, matchCase = false } = {}) { return this.#call('find', { text, backwards, matchCase }) }

  /** Mark no matches any longer. */
  stopFinding () { return this.#call('stopFinding') }

  /**
   * @param {number} factor from 0.25 to 5
   * @returns {Promise<number>} how large its page is shown now
   */
  setZoom (factor) { return this.#call('setZoom', { value: factor }) }

  /** Close it; `views.list()` no longer has it when this is fulfilled. */
  async close () {
    this.#unfollow()
    const closed = new Promise((resolve) => this.addEventListener('close', resolve, { once: true }))
    await this.#call('close')
    await closed
  }

  /**
   * @param {Partial<import('./follow.js').Place>} place
   */
  async #place ({ bounds, clip, visible }) {
    const state = this.#state
    this.#state = { ...state, bounds: bounds ?? state.bounds, visible: visible ?? state.visible }
    await this.#call('place', {
      ...bounds,
      ...(clip ? { clipX: clip.x, clipY: clip.y, clipWidth: clip.width, clipHeight: clip.height } : {}),
      visible
    })
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} [params]
   */
  #call (name, params = {}) {
    return call(`View.prototype.${name}()`, `window.views.${name}`, { id: this.id, ...params })
  }

  /**
   * Take what the host tells of it.
   * @param {Record<string, any>} detail
   * @internal
   */
  told ({ id, kind, ...rest }) {
    const state = this.#state
    switch (kind) {
      case 'message': return this.#heard(rest)
      case 'document': this.#state = { ...state, url: rest.url, hasPort: false }; break
      case 'port': this.#state = { ...state, hasPort: true }; break
      case 'url': case 'title': case 'loading': case 'zoom': {
        const { lost, ...known } = rest
        this.#state = { ...state, ...known }
        break
      }
      case 'close': this.#unfollow()
    }
    this.dispatchEvent(new CustomEvent(kind, { detail: rest }))
  }

  /** @param {Record<string, any>} message */
  #heard ({ data, origin }) {
    const event = new MessageEvent('message', { data: JSON.parse(data), origin })
    this.onmessage?.(event)
    this.dispatchEvent(event)
  }
}

/** @type {Map<string, View>} */
const open = new Map()
/** @type {any[] | null} */
let early = null
let adding = 0

function listen () {
  globalThis.addEventListener('viewevent', (/** @type {any} */ { detail }) => {
    const view = open.get(detail.id)
    if (view) {
      if (detail.kind === 'close') open.delete(detail.id)
      view.told(detail)
    } else if (adding > 0) {
      early?.push(detail)
    }
  })
}

/** Views inside this window. */
export const views = Object.freeze({
  /**
   * @param {ViewOptions} options
   * @returns {Promise<View>} rejects without permission `views`, and with a NotSupportedError where there are none
   */
  async add ({ url, html, over, bounds, rights = [], allow = [], ...rest }) {
    if (early === null) {
      early = []
      listen()
    }
    adding++
    try {
      const state = await call('views.add()', 'window.views.add', {
        ...rest,
        url: html === undefined ? whole(url) : dataURL(html),
        ...(over ? placeOf(over).bounds : bounds),
        rights: JSON.stringify(rights),
        allow: JSON.stringify(allow)
      })
      const view = new View(state)
      open.set(view.id, view)
      if (over) view.follow(over)
      // What was told before the answer came is told once the caller had time to listen.
      const waiting = early.filter(({ id }) => id === view.id)
      early = early.filter(({ id }) => id !== view.id)
      if (waiting.length) setTimeout(() => waiting.forEach((detail) => view.told(detail)))
      return view
    } finally {
      if (--adding === 0) early = []
    }
  },

  /** @returns {View[]} those of this page that are open */
  list: () => [...open.values()]
})

/**
 * @param {any} url
 * @returns {string} as the engine writes it: the host compares it with what the engine tells
 */
function whole (url) {
  return new URL(url).href
}

/** @param {string} html */
function dataURL (html) {
  const bytes = new TextEncoder().encode(html)
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return `data:text/html;charset=utf-8;base64,${btoa(text)}`
}
