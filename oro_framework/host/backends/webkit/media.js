/*
 * <audio> and <video> of our schemes: WebKitGTK's player cannot load them (WebKit bug 146351).
 *
 * Small media are fetched as a Blob and given to the element as its `srcObject`; so the `src` attribute stays
 * what the page wrote. Large ones break off as Blobs: the host gives an address on the loopback interface for
 * them (see gtk/player.py), which takes the place of the attribute, and what reads the attribute gets what the
 * page wrote. So does a film in an <audio>, however small: as a Blob it stops the page for ever (WebKitGTK 2.52).
 * Until either is there an empty MediaSource keeps the element waiting instead of failing.
 *
 * With `preload="none"` nothing is fetched until the page or a person asks to play.
 */
(function (engine) {
  const { schemes, bytes, address } = engine
  if (globalThis.HTMLMediaElement === undefined || bytes === undefined) return
  const SMALL = 1 << 20
  const { HTMLMediaElement: Media, HTMLSourceElement: Source, MutationObserver, AbortController, Audio: NativeAudio } = globalThis
  const media = Media.prototype
  const element = Element.prototype
  const descriptor = (proto, name) => Object.getOwnPropertyDescriptor(proto, name)
  const native = {
    srcObject: descriptor(media, 'srcObject'),
    src: descriptor(media, 'src'),
    currentSrc: descriptor(media, 'currentSrc'),
    paused: descriptor(media, 'paused'),
    load: media.load,
    play: media.play,
    pause: media.pause,
    getAttribute: element.getAttribute,
    hasAttribute: element.hasAttribute,
    setAttribute: element.setAttribute,
    removeAttribute: element.removeAttribute,
    sourceSrc: descriptor(Source.prototype, 'src')
  }

  /**
   * The state of an element: `url` is its media, `ready` whether it can play, `play` the promise the page waits for,
   * `written` the attribute as the page wrote it, if it was replaced by an address.
   */
  const states = new WeakMap()

  const isOurs = url => {
    try {
      return schemes.includes(new URL(url, document.baseURI).protocol)
    } catch {
      return false
    }
  }

  /** The `src` attribute as the page wrote it, or null. */
  const written = element => {
    const state = states.get(element)
    return state?.addressed ? state.written : native.getAttribute.call(element, 'src')
  }

  /** The address the element would load, by the rules of HTML. */
  function wanted (element) {
    const own = written(element)
    if (own !== null) return own === '' ? '' : resolved(own)
    for (const child of element.children) {
      if (child instanceof Source && child.hasAttribute('src') && (!child.type || element.canPlayType(child.type))) {
        return native.sourceSrc.get.call(child)
      }
    }
    return ''
  }

  const resolved = text => {
    try {
      return new URL(text, document.baseURI).href
    } catch {
      return text
    }
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

  /** Stop what we are doing for an element, and give its attribute back. */
  function drop (element) {
    const state = states.get(element)
    if (!state) return
    states.delete(element)
    state.controller.abort()
    state.play?.reject(aborted())
    if (!state.addressed) return
    hold(element)
    if (state.written === null) native.removeAttribute.call(element, 'src')
    else native.setAttribute.call(element, 'src', state.written)
  }

  /** Bring the element in line with its attributes. */
  function update (element, again = false) {
    const old = states.get(element)
    if (!old && foreignObject(element)) return
    const url = wanted(element)
    if (old && old.url === url && !again) return
    drop(element)
    if (!url || !isOurs(url)) {
      if (native.srcObject.get.call(element)) setObject(element, null)
      return
    }
    const state = { url, controller: new AbortController(), started: false, ready: false, play: null, addressed: false, written: null }
    states.set(element, state)
    const object = native.srcObject.get.call(element)
    if (!object || !standIns.has(object)) hold(element)
    if (element.preload !== 'none' || element.autoplay) start(element, state)
  }

  /** Whether the page gave the element an object of its own to play. */
  function foreignObject (element) {
    const object = native.srcObject.get.call(element)
    return object !== null && !standIns.has(object)
  }

  /** Change the attribute by `set`; an address of ours is never tried by the engine itself. */
  function place (element, url, set) {
    const mine = states.has(element) || !foreignObject(element)
    drop(element)
    if (mine && isOurs(url)) hold(element)
    const result = set()
    update(element, true)
    return result
  }

  function fitsBlob (element, headers) {
    const length = headers.get('content-length')
    const film = /^video\//i.test(headers.get('content-type') ?? '')
    return length !== null && +length <= SMALL && !(film && element.localName === 'audio')
  }

  async function start (element, state) {
    if (state.started) return
    state.started = true
    let blob = null
    let place = ''
    try {
      const { signal } = state.controller
      const response = await bytes(state.url, signal)
      if (!response.ok) throw new Error(`status ${response.status}`)
      if (fitsBlob(element, response.headers)) {
        blob = await response.blob()
      } else {
        response.body?.cancel()
        place = await address(state.url, signal)
      }
    } catch {
      blob = new Blob([]) // which fails as unsupported, with its events
    }
    if (states.get(element) !== state) return
    state.ready = true
    if (blob) {
      setObject(element, blob)
    } else {
      state.written = native.getAttribute.call(element, 'src')
      state.addressed = true
      if (!native.hasAttribute.call(element, 'crossorigin')) native.setAttribute.call(element, 'crossorigin', 'anonymous')
      native.setAttribute.call(element, 'src', place)
      setObject(element, null)
    }
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
    get () {
      const state = states.get(this)
      if (!state?.addressed) return native.src.get.call(this)
      return state.written === null ? '' : resolved(state.written)
    },
    set (value) {
      place(this, value, () => native.src.set.call(this, value))
    }
  })
  media.load = function load () {
    const state = states.get(this)
    if (state && state.url === wanted(this)) return state.ready ? native.load.call(this) : void start(this, state)
    if (!state) native.load.call(this)
    update(this, true)
  }
  media.play = function play () {
    update(this)
    const state = states.get(this)
    if (!state || state.ready) return native.play.call(this)
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

  const isSrc = attribute => String(attribute).toLowerCase() === 'src'
  const touched = source => { if (source.parentElement instanceof Media) update(source.parentElement) }

  element.getAttribute = function getAttribute (attribute) {
    return this instanceof Media && isSrc(attribute) ? written(this) : native.getAttribute.call(this, attribute)
  }
  element.hasAttribute = function hasAttribute (attribute) {
    return this instanceof Media && isSrc(attribute) ? written(this) !== null : native.hasAttribute.call(this, attribute)
  }
  element.setAttribute = function setAttribute (attribute, value) {
    if (this instanceof Media && isSrc(attribute)) return place(this, value, () => native.setAttribute.call(this, attribute, value))
    native.setAttribute.call(this, attribute, value)
    if (this instanceof Source && isSrc(attribute)) touched(this)
  }
  element.removeAttribute = function removeAttribute (attribute) {
    if (this instanceof Media && isSrc(attribute)) return place(this, '', () => native.removeAttribute.call(this, attribute))
    native.removeAttribute.call(this, attribute)
    if (this instanceof Source && isSrc(attribute)) touched(this)
  }
  define(Source.prototype, 'src', {
    set (value) {
      native.sourceSrc.set.call(this, value)
      touched(this)
    }
  })

  globalThis.Audio = new Proxy(NativeAudio, {
    construct (target, [...args], newTarget) {
      const made = Reflect.construct(target, args, newTarget)
      update(made)
      return made
    }
  })

  // -- what the parser and innerHTML make ----------------------------------------------------------------

  function found (node) {
    if (node instanceof Media) update(node)
    else if (node instanceof Source) touched(node)
    else if (node.firstElementChild) for (const child of node.querySelectorAll('audio, video')) update(child)
  }
  new MutationObserver(records => {
    for (const { addedNodes } of records) for (const node of addedNodes) found(node)
  }).observe(document, { childList: true, subtree: true })
})
