/**
 * Gives the pages and workers of an isolated app their private file system: `navigator.storage.getDirectory()`, and
 * files that workers read and write while they stand still (https://fs.spec.whatwg.org). The files are the host's, by the
 * routes `private.*`: the engines have none for pages of our schemes, or none that a worker can open so.
 * A classic function expression that runs in pages and in workers, after `workers.js`.
 */
(/** @param {string} origin the app's own */ function (origin) {
  'use strict'
  const scope = /** @type {any} */ (globalThis)
  if (!scope.isOroRuntime || String(scope.origin) !== origin || !scope.navigator.storage) return
  const engine = scope[Symbol.for('oro.runtime.engine')]
  const index = scope.__args?.index ?? 0
  const PIECE = 4 << 20

  // -- calls ------------------------------------------------------------------------------------

  /** @param {string} name @param {Record<string, any>} params */
  function address (name, params) {
    const text = Object.entries(params).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    return `ipc://private.${name}/?${[...text, `index=${index}`].join('&')}`
  }

  /** @param {any} err what the host answered */
  function failure (err) {
    if (err.name === 'TypeError') return new TypeError(err.message)
    return err.name ? new DOMException(err.message, err.name) : new DOMException(err.message, 'UnknownError')
  }

  /** @param {string} name @param {Record<string, any>} params @param {any} [body] */
  async function answer (name, params, body) {
    const response = await engine.fetch(address(name, params), body ? { method: 'POST', body } : undefined)
    if (!response.ok) throw failure((await response.json()).err)
    return response
  }

  /** @param {string} name @param {Record<string, any>} params @param {any} [body] */
  async function call (name, params, body) {
    return (await (await answer(name, params, body)).json()).data
  }

  /**
   * The same while the worker stands still.
   * @param {string} name
   * @param {Record<string, any>} params
   * @param {XMLHttpRequestResponseType} type
   * @param {any} [body]
   */
  function callNow (name, params, type, body) {
    const request = new engine.XMLHttpRequest()
    request.open(body ? 'POST' : 'GET', address(name, params), false)
    request.responseType = type
    request.send(body)
    if (request.status === 200) return type === 'json' ? request.response.data : request.response
    const told = type === 'json' ? request.response : JSON.parse(new TextDecoder().decode(request.response))
    throw failure(told.err)
  }

  /** @type {Promise<string> | undefined} */
  let held

  /** Return the id under which the host keeps this page's or worker's open files, by an answer that lasts as long as it does. */
  function holder () {
    held ??= (async () => {
      const { body } = await answer('hold', {})
      const reader = body.getReader()
      scope[Symbol.for('oro.runtime.private')] = reader
      let text = ''
      while (!text.includes('\n')) text += new TextDecoder().decode((await reader.read()).value)
      return text.trim()
    })()
    return held
  }

  // -- handles ----------------------------------------------------------------------------------

  /** @type {WeakMap<object, string>} */
  const paths = new WeakMap()

  /** @param {any} name */
  function checked (name) {
    const text = String(name)
    if (text && text !== '.' && text !== '..' && !/[/\\\0]/.test(text)) return text
    throw new TypeError(`Cannot use ${JSON.stringify(text)} as the name of a private file`)
  }

  /** @param {any} handle */
  function pathOf (handle) {
    const path = paths.get(handle)
    if (path === undefined) throw new TypeError('Illegal invocation')
    return path
  }

  /** @param {string} folder @param {any} name */
  const within = (folder, name) => folder ? `${folder}/${checked(name)}` : checked(name)

  class FileSystemHandle {
    /** @param {string} path @param {string} kind */
    constructor (path, kind) {
      paths.set(this, path)
      Object.defineProperty(this, 'kind', { value: kind })
    }

    get name () {
      return pathOf(this).split('/').at(-1)
    }

    /** @param {any} other */
    async isSameEntry (other) {
      return paths.get(other) === pathOf(this) && other.kind === Reflect.get(this, 'kind')
    }

    async queryPermission () {
      return 'granted'
    }

    async requestPermission () {
      return 'granted'
    }

    /** @param {{ recursive?: boolean }} [options] */
    async remove ({ recursive = false } = {}) {
      await call('remove', { path: pathOf(this), recursive })
    }
  }

  class FileSystemFileHandle extends FileSystemHandle {
    async getFile () {
      const path = pathOf(this)
      const { changed } = await call('get', { path, kind: 'file' })
      const content = await (await answer('content', { path })).blob()
      return new File([content], this.name ?? '', { lastModified: changed, type: '' })
    }

    /** @param {{ keepExistingData?: boolean }} [options] */
    async createWritable ({ keepExistingData = false } = {}) {
      const file = { holder: await holder(), id: '' }
      file.id = await call('open', { holder: file.holder, path: pathOf(this), mode: 'writable', keep: keepExistingData })
      return new FileSystemWritableFileStream(file)
    }

    /**
     * @param {any} target a name, or a folder and maybe a name in it
     * @param {any} [name]
     */
    async move (target, name) {
      const path = pathOf(this)
      const folder = typeof target === 'object' ? pathOf(target) : path.split('/').slice(0, -1).join('/')
      const moved = within(folder, typeof target === 'object' ? name ?? this.name : target)
      await call('move', { path, target: moved })
      paths.set(this, moved)
    }
  }

  class FileSystemDirectoryHandle extends FileSystemHandle {
    /** @param {any} name @param {{ create?: boolean }} [options] */
    async getFileHandle (name, { create = false } = {}) {
      const path = within(pathOf(this), name)
      await call('get', { path, kind: 'file', create: Boolean(create) })
      return new FileSystemFileHandle(path, 'file')
    }

    /** @param {any} name @param {{ create?: boolean }} [options] */
    async getDirectoryHandle (name, { create = false } = {}) {
      const path = within(pathOf(this), name)
      await call('get', { path, kind: 'directory', create: Boolean(create) })
      return new FileSystemDirectoryHandle(path, 'directory')
    }

    /** @param {any} name @param {{ recursive?: boolean }} [options] */
    async removeEntry (name, { recursive = false } = {}) {
      await call('remove', { path: within(pathOf(this), name), recursive: Boolean(recursive) })
    }

    /** @param {any} descendant */
    async resolve (descendant) {
      const [folder, path] = [pathOf(this), pathOf(descendant)]
      if (folder === path) return []
      if (!folder) return path.split('/')
      return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/') : null
    }

    async * entries () {
      const folder = pathOf(this)
      for (const [name, kind] of await call('list', { path: folder })) {
        const Handle = kind === 'file' ? FileSystemFileHandle : FileSystemDirectoryHandle
        yield [name, new Handle(within(folder, name), kind)]
      }
    }

    async * keys () {
      for await (const [name] of this.entries()) yield name
    }

    async * values () {
      for await (const [, handle] of this.entries()) yield handle
    }

    [Symbol.asyncIterator] () {
      return this.entries()
    }
  }

  // -- open files -------------------------------------------------------------------------------

  /** @param {any} data bytes, which may be in shared memory, where no request takes them from */
  function bytesOf (data) {
    const view = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    return typeof SharedArrayBuffer === 'function' && view.buffer instanceof SharedArrayBuffer ? view.slice() : view
  }

  class FileSystemWritableFileStream extends WritableStream {
    #file
    #at = 0

    /** @param {{ holder: string, id: string }} file */
    constructor (file) {
      super({
        write: (chunk) => this.#take(chunk),
        close: () => call('close', { ...file, complete: true }),
        abort: () => call('close', { ...file })
      })
      this.#file = file
    }

    /** @param {any} chunk text, bytes, a Blob, or `{ type, data, position, size }` */
    async #take (chunk) {
      const plain = typeof chunk === 'string' || chunk instanceof Blob || chunk instanceof ArrayBuffer || ArrayBuffer.isView(chunk)
      const { type, data, position, size } = plain ? { type: 'write', data: chunk } : chunk
      if (type === 'seek') this.#at = position
      else if (type === 'truncate') await this.#truncate(size)
      else if (type === 'write') await this.#write(data, position ?? this.#at)
      else throw new TypeError(`Cannot write a private file: "${type}" is no command`)
    }

    /** @param {any} data @param {number} at */
    async #write (data, at) {
      if (data === undefined || data === null) throw new TypeError('Cannot write a private file: there is no data')
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : bytesOf(data instanceof Blob ? await data.arrayBuffer() : data)
      for (let done = 0; done < bytes.length; done += PIECE) {
        await call('write', { ...this.#file, at: at + done }, bytes.slice(done, done + PIECE))
      }
      this.#at = at + bytes.length
    }

    /** @param {number} size */
    async #truncate (size) {
      await call('truncate', { ...this.#file, size })
      this.#at = Math.min(this.#at, size)
    }

    /** @param {any} chunk */
    async write (chunk) {
      const writer = this.getWriter()
      try {
        await writer.write(chunk)
      } finally {
        writer.releaseLock()
      }
    }

    /** @param {number} position */
    seek (position) {
      return this.write({ type: 'seek', position })
    }

    /** @param {number} size */
    truncate (size) {
      return this.write({ type: 'truncate', size })
    }
  }

  class FileSystemSyncAccessHandle {
    #file
    #at = 0
    #closed = false

    /** @param {{ holder: string, id: string }} file @param {string} mode */
    constructor (file, mode) {
      this.#file = file
      Object.defineProperty(this, 'mode', { value: mode })
    }

    #open () {
      if (this.#closed) throw new DOMException('Cannot use a private file: its handle is closed', 'InvalidStateError')
      return this.#file
    }

    /** @param {any} buffer @param {{ at?: number }} [options] */
    read (buffer, { at = this.#at } = {}) {
      const target = ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer)
      const file = this.#open()
      let done = 0
      while (done < target.length) {
        const size = Math.min(PIECE, target.length - done)
        const piece = new Uint8Array(callNow('read', { ...file, at: at + done, size }, 'arraybuffer'))
        target.set(piece, done)
        done += piece.length
        if (piece.length < size) break
      }
      this.#at = at + done
      return done
    }

    /** @param {any} buffer @param {{ at?: number }} [options] */
    write (buffer, { at = this.#at } = {}) {
      const bytes = bytesOf(buffer)
      const file = this.#open()
      for (let done = 0; done < bytes.length; done += PIECE) {
        callNow('write', { ...file, at: at + done }, 'json', bytes.slice(done, done + PIECE))
      }
      this.#at = at + bytes.length
      return bytes.length
    }

    /** @param {number} size */
    truncate (size) {
      callNow('truncate', { ...this.#open(), size }, 'json')
      this.#at = Math.min(this.#at, size)
    }

    getSize () {
      return callNow('size', this.#open(), 'json')
    }

    flush () {
      callNow('flush', this.#open(), 'json')
    }

    close () {
      if (this.#closed) return
      this.#closed = true
      callNow('close', this.#file, 'json')
    }
  }

  // -- globals ----------------------------------------------------------------------------------

  /** @this {FileSystemFileHandle} @param {{ mode?: string }} [options] */
  async function createSyncAccessHandle (options) {
    const mode = options?.mode ?? 'readwrite'
    const file = { holder: await holder(), id: '' }
    file.id = await call('open', { holder: file.holder, path: pathOf(this), mode })
    return new FileSystemSyncAccessHandle(file, mode)
  }

  if (typeof scope.document === 'undefined') {
    Object.defineProperty(FileSystemFileHandle.prototype, 'createSyncAccessHandle', { value: createSyncAccessHandle, configurable: true, writable: true })
  }

  // Where the engine has classes of these names, what is ours is an instance of them, too.
  const classes = { FileSystemHandle, FileSystemFileHandle, FileSystemDirectoryHandle, FileSystemWritableFileStream, FileSystemSyncAccessHandle }
  for (const [name, Class] of Object.entries(classes)) {
    const native = scope[name]
    if (typeof native !== 'function') Object.defineProperty(scope, name, { value: Class, configurable: true, writable: true })
    else Object.defineProperty(native, Symbol.hasInstance, { value: isOne(native, Class), configurable: true })
  }

  /** @param {any} native @param {any} Class */
  function isOne (native, Class) {
    const own = Function.prototype[Symbol.hasInstance]
    return (/** @type {any} */ value) => own.call(native, value) || own.call(Class, value)
  }

  const getDirectory = async () => new FileSystemDirectoryHandle('', 'directory')
  Object.defineProperty(Object.getPrototypeOf(scope.navigator.storage), 'getDirectory', { value: getDirectory, configurable: true, writable: true })
})
