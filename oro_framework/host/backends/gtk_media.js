/*
 * <audio> and <video> of our schemes: WebKitGTK's player cannot load them (WebKit bug 146351).
 *
 * They are fetched as a Blob, and the Blob is given to the element as its `srcObject`. So the `src` attribute
 * stays what the page wrote, nothing has to be revoked, and seeking works. What the host serves from a file is
 * not copied, however large: in the top frame the Blob is that file. Until the Blob is there an empty
 * MediaSource keeps the element waiting instead of failing.
 *
 * With `preload="none"` nothing is fetched until the page or a person asks to play.
 */
(function (engine) {
  const { schemes } = engine
  if (globalThis.HTMLMediaElement === undefined) return
  const { HTMLMediaElement: Media, HTMLSourceElement: Source, MutationObserver, AbortController, Audio: NativeAudio } = globalThis
  const media = Media.prototype
  const descriptor = (proto, name) => Object.getOwnPropertyDescriptor(proto, name)
  const native = {
    srcObject: descriptor(media, 'srcObject'),
    src: descriptor(media, 'src'),
    currentSrc: descriptor(media, 'currentSrc'),
    paused: descriptor(media, 'paused'),
    load: media.load,
    play: media.play,
    pause: media.pause,
    setAttribute: Element.prototype.setAttribute,
    removeAttribute: Element.prototype.removeAttribute,
    sourceSrc: descriptor(Source.prototype, 'src')
  }

  /** What we are doing for an element: `url`, `started`, `blob` once it is there, `play` a promise the page waits for. */
  const states = new WeakMap()

  const isOurs = url => {
    try {
      return schemes.includes(new URL(url, document.baseURI).protocol)
    } catch {
      return false
    }
  }

  /** The address the element would load, by the rules of HTML. */
  function wanted (element) {
    if (element.hasAttribute('src')) return native.src.get.call(element)
    for (const child of element.children) {
      if (child instanceof Source && child.hasAttribute('src') && (!child.type || element.canPlayType(child.type))) {
        return native.sourceSrc.get.call(child)
      }
    }
    return ''
  }

  const setObject = (element, value) => native.srcObject.set.call(element, value)
  const aborted = () => new DOMException('The operation was aborted.', 'AbortError')

  /** Sources that stand in while the real one is fetched. */
  const standIns = new WeakSet()

  /** Keep the engine from loading the address by itself: what it has as an object, it does not look for elsewhere. */
  function hold (element) {
    const source = new MediaSource()
    standIns.add(source)
    setObject(element, source)
  }

  /** Stop what we are doing for an element; true when we were doing something. */
  function drop (element) {
    const state = states.get(element)
    if (!state) return false
    states.delete(element)
    state.controller.abort()
    state.play?.reject(aborted())
    return true
  }

  /** Bring the element in line with its attributes. */
  function update (element, again = false) {
    const old = states.get(element)
    const object = native.srcObject.get.call(element)
    if (!old && object && !standIns.has(object)) return // the page gave it an object of its own
    const url = wanted(element)
    if (old && old.url === url && !again) return
    drop(element)
    if (!url || !isOurs(url)) {
      if (object) setObject(element, null)
      return
    }
    const state = { url, controller: new AbortController(), started: false, blob: null, play: null }
    states.set(element, state)
    if (!object || old) hold(element)
    if (element.preload !== 'none' || element.autoplay) start(element, state)
  }

  /** Set an address by `set`; one of ours is never tried by the engine itself. */
  function place (element, url, set) {
    if (element instanceof Media && isOurs(url) && !native.srcObject.get.call(element)) hold(element)
    const result = set()
    update(element, true)
    return result
  }

  async function start (element, state) {
    if (state.started) return
    state.started = true
    try {
      const response = await fetch(state.url, { signal: state.controller.signal })
      if (!response.ok) throw new Error(`status ${response.status}`)
      state.blob = engine.fileOf?.(response) ?? await response.blob()
    } catch {
      if (states.get(element) === state) state.blob = new Blob([]) // which fails as unsupported, with its events
    }
    if (states.get(element) !== state) return
    setObject(element, state.blob)
    if (state.play) {
      const { resolve, reject } = state.play
      state.play = null
      native.play.call(element).then(resolve, reject)
    }
  }

  // -- what a page sees --------------------------------------------------------------------------------

  const define = (proto, name, members) => Object.defineProperty(proto, name, { ...descriptor(proto, name), ...members })

  define(media, 'srcObject', {
    get () { return states.has(this) ? null : native.srcObject.get.call(this) },
    set (value) {
      if (value == null && states.has(this)) return
      drop(this)
      setObject(this, value)
      if (value == null) update(this)
    }
  })
  define(media, 'currentSrc', {
    get () { return states.get(this)?.url ?? native.currentSrc.get.call(this) }
  })
  define(media, 'paused', {
    get () { return states.get(this)?.play ? false : native.paused.get.call(this) }
  })
  define(media, 'src', {
    set (value) {
      place(this, value, () => native.src.set.call(this, value))
    }
  })
  media.load = function load () {
    const state = states.get(this)
    if (state && state.url === wanted(this)) return state.blob ? native.load.call(this) : void start(this, state)
    if (!state) native.load.call(this)
    update(this, true)
  }
  media.play = function play () {
    update(this)
    const state = states.get(this)
    if (!state || state.blob) return native.play.call(this)
    start(this, state)
    if (!state.play) {
      state.play = {}
      state.play.promise = new Promise((resolve, reject) => Object.assign(state.play, { resolve, reject }))
    }
    return state.play.promise
  }
  media.pause = function pause () {
    const state = states.get(this)
    if (state?.play) {
      state.play.reject(aborted())
      state.play = null
    }
    return native.pause.call(this)
  }

  const touched = element => {
    if (element instanceof Media) update(element, true)
    else if (element instanceof Source && element.parentElement instanceof Media) update(element.parentElement)
  }
  for (const name of ['setAttribute', 'removeAttribute']) {
    Element.prototype[name] = {
      [name] (attribute, ...rest) {
        if (this instanceof Media && rest.length > 0 && String(attribute).toLowerCase() === 'src') {
          return place(this, rest[0], () => native[name].call(this, attribute, ...rest))
        }
        const result = native[name].call(this, attribute, ...rest)
        if ((this instanceof Media || this instanceof Source) && String(attribute).toLowerCase() === 'src') touched(this)
        return result
      }
    }[name]
  }
  define(Source.prototype, 'src', {
    set (value) {
      native.sourceSrc.set.call(this, value)
      touched(this)
    }
  })

  globalThis.Audio = new Proxy(NativeAudio, {
    construct (target, [...args], newTarget) {
      const element = Reflect.construct(target, args, newTarget)
      update(element)
      return element
    }
  })

  // -- what the parser and innerHTML make ----------------------------------------------------------------

  function found (node) {
    if (node instanceof Media) update(node)
    else if (node instanceof Source) touched(node)
    else if (node.firstElementChild) for (const element of node.querySelectorAll('audio, video')) update(element)
  }
  new MutationObserver(records => {
    for (const { addedNodes } of records) for (const node of addedNodes) found(node)
  }).observe(document, { childList: true, subtree: true })
})
