/**
 * Have a page stand in for the desktop's frame: parts of it move the window, its edges resize it, buttons minimize,
 * maximize and close it, its corners are round. The engine's view does what is asked; `frame.tell(what)` asks it.
 */
(/** @param {OroFrame} frame */ (frame) => {
  if (window.top !== window) return

  const EDGE = 6
  const CORNER = 14
  const HEIGHT = 36
  const INTERACTIVE = 'a[href], button, input, select, textarea, option, label, summary, video[controls], audio[controls], [contenteditable], [role="button"], [role="tab"]'
  const CURSORS = /** @type {Record<string, string>} */ ({ n: 'ns', s: 'ns', e: 'ew', w: 'ew', nw: 'nwse', se: 'nwse', ne: 'nesw', sw: 'nesw' })

  /** @type {OroFrameState} */
  let state = frame.state
  const plain = () => !state.fullscreen && !state.maximized

  // -- styles: constructed ones need no leave of the page's policy -----------------------------------

  const style = new CSSStyleSheet()
  const edges = new CSSStyleSheet()
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style, edges]

  function restyle () {
    const { width } = bar?.area() ?? { width: 0 }
    const shown = width > 0
    const left = shown && bar?.left ? width : 0
    const right = shown && !bar?.left ? width : 0
    const rules = [`:root { --oro-titlebar-height: ${shown ? HEIGHT : 0}px; --oro-titlebar-left: ${left}px; --oro-titlebar-right: ${right}px }`]
    if (frame.clip && frame.radius > 0 && plain()) rules.push(...corners())
    style.replaceSync(rules.join('\n'))
  }

  /**
   * Round corners. Chromium paints the background of a document behind what is clipped, so a box within paints it.
   */
  function corners () {
    const background = behind()
    const clip = `:root { clip-path: inset(0 round ${frame.radius}px) !important }`
    if (frame.clip === 'document') return background === frame.background ? [clip, `:where(:root) { background: ${background} }`] : [clip]
    return [clip, ':root { contain: style !important; background: none !important }',
      `:root::before { content: '' !important; position: fixed !important; inset: 0 !important; z-index: -1 !important; background: ${background} }`]
  }

  /** The background of the document, or that of the window where the page has none. */
  function behind () {
    style.disabled = true
    const found = [document.documentElement, document.body].map((element) => element && getComputedStyle(element))
    const own = found.find((each) => each && (each.backgroundColor !== 'rgba(0, 0, 0, 0)' || each.backgroundImage !== 'none'))
    const background = own ? own.background : frame.transparent ? 'none' : frame.background
    style.disabled = false
    return background
  }

  // -- moving ----------------------------------------------------------------------------------------

  /**
   * Whether a press there moves the window: the nearest element that says so decides; what a person uses does not move it.
   * @param {Event} event
   */
  function moves (event) {
    for (const element of event.composedPath()) {
      if (!(element instanceof Element)) continue
      if (element.hasAttribute('data-oro-no-drag')) return false
      const own = element.getAttribute('data-oro-drag')
      if (own !== null) return own !== 'false'
      const region = getComputedStyle(element).getPropertyValue('-webkit-app-region') || getComputedStyle(element).getPropertyValue('app-region')
      if (region === 'drag') return true
      if (region === 'no-drag' || element.matches(INTERACTIVE)) return false
    }
    return false
  }

  /** @param {MouseEvent} event */
  function pressed (event) {
    if (!event.isTrusted || event.button > 0) return
    const edge = edgeAt(event)
    if (edge) return take(event, `resize ${edge}`)
    if (!moves(event)) return
    event.preventDefault()
    const double = event.detail % 2 === 0 && !moved
    moved = false
    if (!double) begin(event)
    else if (frame.maximizable) frame.tell(state.maximized ? 'restore' : 'maximize')
  }

  let moved = false // by the last press, which then is no half of a double click

  /** Begin to move once the pointer has moved, so that a double click is not one. @param {MouseEvent} at */
  function begin (at) {
    const quit = new AbortController()
    const go = (/** @type {MouseEvent} */ { screenX, screenY, buttons }) => {
      if (buttons & 1 && Math.hypot(screenX - at.screenX, screenY - at.screenY) < 3) return
      quit.abort()
      moved = Boolean(buttons & 1)
      if (!moved) return
      addEventListener('click', stop, { capture: true, once: true })
      addEventListener('mousedown', () => removeEventListener('click', stop, true), { capture: true, once: true })
      frame.tell('move')
    }
    addEventListener('mousemove', go, { capture: true, signal: quit.signal })
    addEventListener('mouseup', () => quit.abort(), { capture: true, signal: quit.signal })
  }

  /** @param {Event} event */
  function stop (event) {
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  /**
   * @param {Event} event
   * @param {string} what
   */
  function take (event, what) {
    stop(event)
    frame.tell(what)
  }

  // -- resizing --------------------------------------------------------------------------------------

  /** @param {MouseEvent} event @returns {string} such as `n` or `se`; empty within */
  function edgeAt ({ clientX: x, clientY: y }) {
    if (!frame.resizable || !plain()) return ''
    const within = (/** @type {number} */ reach) => [y < reach ? 'n' : y >= innerHeight - reach ? 's' : '', x < reach ? 'w' : x >= innerWidth - reach ? 'e' : '']
    const round = within(frame.radius / 2)
    if (round.every(Boolean)) return round.join('')
    const straight = within(EDGE)
    const corner = within(CORNER)
    return straight.some(Boolean) && corner.every(Boolean) ? corner.join('') : straight.join('')
  }

  let edge = ''
  /** @param {MouseEvent} event */
  function hovered (event) {
    const now = event.buttons ? '' : edgeAt(event)
    if (now === edge) return
    edge = now
    edges.replaceSync(edge ? `:root, :root * { cursor: ${CURSORS[edge]}-resize !important }` : '')
  }

  // -- buttons ---------------------------------------------------------------------------------------

  const SHAPES = {
    minimize: 'M3 8.5h10',
    maximize: 'M3.5 3.5h9v9h-9z',
    restore: 'M3.5 5.5h7v7h-7zM5.5 5.5v-2h7v7h-2',
    close: 'M3.5 3.5l9 9m0-9l-9 9'
  }
  const BAR = `
    :host { all: initial; position: fixed !important; inset: ${frame.offsets[1]}px auto auto !important; z-index: 2147483647 !important; color: inherit }
    div { display: flex; gap: 2px; height: ${HEIGHT}px; padding: 0 6px; align-items: center }
    button { all: unset; display: grid; place-items: center; width: 28px; height: 28px; border-radius: 14px; color: inherit }
    button:hover { background: color-mix(in srgb, currentColor 12%, transparent) }
    button:active { background: color-mix(in srgb, currentColor 22%, transparent) }
    button.close:hover { background: #c42b1c; color: #fff }
    svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.2 }
    :host([inactive]) svg { opacity: .5 }
    @media (forced-colors: active) { button { color: ButtonText; background: ButtonFace } }`

  /** The buttons, in the desktop's order, in a tree of their own. */
  class Bar {
    #host = document.createElement('oro-window-controls')
    #row = document.createElement('div')

    constructor () {
      const [left = '', right = ''] = frame.buttons.split(':').map((side) => side.split(',').filter((name) => ['minimize', 'maximize', 'close'].includes(name)).join())
      this.left = Boolean(left) && !right
      this.names = (this.left ? left : right || left).split(',').filter((name) => (name !== 'minimize' || frame.minimizable) && (name !== 'maximize' || frame.maximizable) && (name !== 'close' || frame.closable))
      const root = this.#host.attachShadow({ mode: 'closed' })
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(`${BAR}\n:host { ${this.left ? 'left' : 'right'}: ${frame.offsets[0]}px !important }`)
      root.adoptedStyleSheets = [sheet]
      this.#row.setAttribute('role', 'toolbar')
      this.#row.setAttribute('aria-label', 'Window')
      root.append(this.#row)
      for (const type of ['focus', 'blur']) addEventListener(type, ({ target }) => target === window && this.#host.toggleAttribute('inactive', type === 'blur'))
    }

    /** Put the buttons over the page, or take them away while the window has the whole screen. */
    draw () {
      this.#row.replaceChildren(...this.names.map((name) => this.#button(name === 'maximize' && state.maximized ? 'restore' : name)))
      this.#host.hidden = state.fullscreen
      this.#host.style.display = state.fullscreen ? 'none' : ''
      if (document.body) this.#host.style.color = getComputedStyle(document.body).color
      if (!this.#host.isConnected) document.documentElement?.append(this.#host)
    }

    area () {
      return state.fullscreen ? { width: 0, height: 0 } : { width: this.names.length * 30 - 2 + 12 + frame.offsets[0], height: HEIGHT + frame.offsets[1] }
    }

    /** @param {string} name */
    #button (name) {
      const button = document.createElement('button')
      button.className = name
      button.tabIndex = -1
      button.setAttribute('aria-label', `${name[0].toUpperCase()}${name.slice(1)}`)
      const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
      picture.setAttribute('viewBox', '0 0 16 16')
      path.setAttribute('d', SHAPES[/** @type {keyof typeof SHAPES} */ (name)])
      picture.append(path)
      button.append(picture)
      button.addEventListener('click', ({ isTrusted }) => isTrusted && frame.tell(name))
      return button
    }
  }

  /** The object by which Chromium tells web apps of the room for a title bar of their own. */
  class Overlay extends EventTarget {
    ongeometrychange = null
    get visible () { return Boolean(bar) && !state.fullscreen }
    getTitlebarAreaRect () {
      const { width, height } = bar?.area() ?? { width: 0, height: 0 }
      return this.visible ? new DOMRect(bar?.left ? width : 0, 0, innerWidth - width, height) : new DOMRect()
    }

    changed () {
      const event = Object.assign(new Event('geometrychange'), { titlebarAreaRect: this.getTitlebarAreaRect(), visible: this.visible })
      this.dispatchEvent(event)
      const listener = /** @type {any} */ (this).ongeometrychange
      if (typeof listener === 'function') listener.call(this, event)
    }
  }

  // -- begin -----------------------------------------------------------------------------------------

  const bar = frame.buttons ? new Bar() : null
  const overlay = bar ? new Overlay() : null
  if (overlay) Object.defineProperty(navigator, 'windowControlsOverlay', { value: overlay, configurable: true })

  function redraw () {
    bar?.draw()
    restyle()
  }

  /** @param {any} event */
  function changed ({ detail }) {
    if (detail?.index !== frame.index) return
    state = detail
    redraw()
    overlay?.changed()
  }

  if (frame.own) {
    addEventListener('mousedown', pressed, true)
    addEventListener('mousemove', hovered, true)
    addEventListener('contextmenu', (event) => event.isTrusted && frame.menu && moves(event) && take(event, 'menu'), true)
  }
  addEventListener('windowstatechange', changed, true)
  restyle()
  addEventListener('DOMContentLoaded', redraw, { once: true })
  addEventListener('load', redraw, { once: true })
  addEventListener('resize', () => overlay?.changed())
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTimeout(redraw))
  addEventListener('DOMContentLoaded', () => {
    const watch = new MutationObserver(redraw)
    for (const element of [document.documentElement, document.body]) watch.observe(element, { attributeFilter: ['class', 'style', 'data-theme'] })
  }, { once: true })
})
