/*
 * Streams of bytes: WebKitGTK throws for `new ReadableStream({ type: 'bytes' })`, which fetch libraries of npm make.
 * It is given a plain stream of the same source, whose controller has what one of bytes has. Readers that bring their own
 * buffers (`mode: 'byob'`) stay the engine's: it has none.
 */
(function () {
  const { ReadableStream: Native } = globalThis
  if (Native === undefined || takesBytes()) return

  function takesBytes () {
    try {
      return Boolean(new Native({ type: 'bytes' }))
    } catch {
      return false
    }
  }

  class ByteController {
    #controller
    #size
    #request = null

    constructor (controller, size) {
      this.#controller = controller
      this.#size = size
    }

    get desiredSize () { return this.#controller.desiredSize }

    get byobRequest () {
      if (this.#size === undefined) return null
      return this.#request ??= this.#asked(new Uint8Array(this.#size))
    }

    enqueue (chunk) {
      if (!ArrayBuffer.isView(chunk)) throw new TypeError('Cannot enqueue into a stream of bytes: the chunk is no ArrayBufferView')
      if (chunk.byteLength === 0) throw new TypeError('Cannot enqueue into a stream of bytes: the chunk is empty')
      this.#request = null
      this.#controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    }

    close () { this.#controller.close() }
    error (reason) { this.#controller.error(reason) }

    #asked (view) {
      const answered = (bytes) => {
        this.#request = null
        if (bytes.byteLength) this.enqueue(bytes)
      }
      return { view, respond: (count) => answered(view.subarray(0, count)), respondWithNewView: answered }
    }
  }

  function plain (source, { highWaterMark = 0, size } = {}) {
    if (size !== undefined) throw new RangeError('Cannot make a stream of bytes: its strategy has a size')
    const { autoAllocateChunkSize } = source
    let controller
    const told = (name) => source[name] && ((native) => source[name](controller ??= new ByteController(native, autoAllocateChunkSize)))
    const begin = (native) => {
      controller = new ByteController(native, autoAllocateChunkSize)
      return source.start?.(controller)
    }
    return [{ start: begin, pull: told('pull'), cancel: source.cancel && ((reason) => source.cancel(reason)) }, { highWaterMark }]
  }

  const ReadableStream = new Proxy(Native, {
    construct (target, [source, strategy], newTarget) {
      const isBytes = source !== null && typeof source === 'object' && source.type !== undefined && `${source.type}` === 'bytes'
      const given = isBytes ? plain(source, strategy) : [source, strategy]
      return Reflect.construct(target, given, newTarget === ReadableStream ? target : newTarget)
    }
  })
  Object.defineProperty(Native.prototype, 'constructor', { value: ReadableStream, writable: true, configurable: true })
  Object.defineProperty(globalThis, 'ReadableStream', { value: ReadableStream, writable: true, configurable: true })
})
