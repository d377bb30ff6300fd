import { getCode } from 'oro:errno'
import { ErrnoError, NotSupportedError } from 'oro:errors'
import { packed, unpacked } from './entries.js'
import { asNode } from './errors.js'
import { collected } from './requests.js'

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./page/engine.js').PageContainer} PageContainer */
/** @typedef {import('./types.js').FileChange} FileChange */
/** @typedef {{ name: string, workdirName?: string, forwardPreviewErrors: boolean | 'exceptions-only' }} PageBoot */

/** Events that wait at most; older ones are dropped, and counted. */
const MOST = 4096

/**
 * A container of this page.
 * @implements {Engine}
 */
export class PageEngine {
  id = crypto.randomUUID()
  isolation = 'page'
  /** @type {string[]} */
  entry = []
  #container
  #boot
  #previews
  #events
  /** @type {Map<number, Running>} */
  #running = new Map()

  /**
   * @param {PageContainer} container
   * @param {string} name
   * @param {import('./guest-previews.js').GuestPreviews} previews of the host
   * @param {Queue} events
   * @param {(options: PageBoot) => Promise<PageEngine>} boot makes another
   */
  constructor (container, name, previews, events, boot) {
    this.#boot = boot
    this.#container = container
    this.#previews = previews
    this.#events = events
    this.name = name
    this.workdir = container.workdir
    this.path = container.path
    this.capabilities = container.capabilities
    this.files = new PageEngineFiles(container)
    container.on('port', (port, state, url) => this.#events.put({ type: 'port', port, state, url }))
    container.on('server-ready', (port, url) => this.#events.put({ type: 'server-ready', port, url }))
    container.on('install', ({ kind, ...event }) => this.#events.put({ type: 'install', ...event }))
    container.on('error', ({ message }) => this.#events.put({ type: 'error', message }))
  }

  /** @param {Uint8Array} bytes @param {string} at @param {string} format */
  mount (bytes, at, format) {
    return noded(this.#container.mount(format === 'entries' ? [...unpacked(bytes)] : bytes, { mountPoint: at }), at)
  }

  /** @param {string} path @param {string} format @param {string[]} includes @param {string[]} excludes */
  async export (path, format, includes, excludes) {
    const asked = /** @type {'entries' | 'binary' | 'zip'} */ (format)
    const exported = await noded(this.#container.export(path, { format: asked, includes, excludes }), path)
    return format === 'entries' ? packed(exported) : exported
  }

  /** @param {import('./engine.js').Asked} asked */
  async spawn ({ command, args, cwd, env, terminal, merged, discarded, clear }) {
    const output = !discarded.includes(1)
    /** @type {'merged' | 'apart' | 'none'} */
    const errors = discarded.includes(2) ? 'none' : merged ? 'merged' : 'apart'
    const options = { cwd, env, output, errors, clear, ...(terminal ? { terminal } : {}) }
    const running = new Running(await this.#container.spawn(command, args, options), output)
    if (discarded.includes(0)) running.end()
    this.#running.set(running.pid, running)
    running.exit.then(({ code, signal }) => this.#events.put({ type: 'exit', pid: running.pid, code, signal }))
    return running.pid
  }

  /** @returns {Promise<never>} */
  async serve () {
    throw lacking('serve an entry', 'spawn a server')
  }

  /** @returns {Promise<never>} */
  async run () {
    throw lacking('run an entry', 'spawn a program')
  }

  /** @param {number} pid @param {1 | 2} fd */
  take (pid, fd) {
    return this.#process(pid).take(fd)
  }

  /** @param {number} pid @param {Uint8Array} bytes */
  write (pid, bytes) {
    return this.#process(pid).write(bytes)
  }

  /** @param {number} pid */
  end (pid) {
    return this.#process(pid).end()
  }

  /** @param {number} pid @param {1 | 2} fd */
  close (pid, fd) {
    return this.#process(pid).close(fd)
  }

  /** @param {number} pid */
  wait (pid) {
    return this.#process(pid).exit
  }

  /** @param {number} pid @param {string} signal */
  async kill (pid, signal) {
    this.#process(pid).kill(signal)
  }

  /** @param {number} pid @param {import('./types.js').TerminalSize} size */
  async resize (pid, size) {
    this.#process(pid).resize(size)
  }

  async processes () {
    const found = await this.#container.processes()
    return found.map(({ pid, parent, argv, cwd, state, group }) => ({ pid, parent, argv, cwd, state: state === 'zombie' ? 'ended' : state, group }))
  }

  /** @param {number} port @param {import('./requests.js').AskedRequest} asked */
  async fetch (port, { path, body, ...init }) {
    const sent = body instanceof ReadableStream ? await collected(body) : body
    const response = await this.#container.fetch(port, path, sent ? { ...init, body: sent } : init)
    const { status, statusText: reason, headers } = response
    return { status, reason, headers: [...headers], body: response.body ?? new ReadableStream({ start: (controller) => controller.close() }) }
  }

  events () {
    return this.#events.take()
  }

  /** @param {string} source @param {import('./types.js').PreviewScriptOptions} options */
  setPreviewScript (source, options) {
    return this.#previews.setScript(source, options)
  }

  /** @param {import('./types.js').CloneOptions} options @returns {Promise<Engine>} */
  async clone ({ name = '', policy, forwardPreviewErrors = false }) {
    if (policy !== undefined) throw lacking('narrow a copy', 'leave "policy" out')
    const workdirName = this.workdir.slice(this.workdir.lastIndexOf('/') + 1)
    const copy = await this.#boot({ name, workdirName, forwardPreviewErrors })
    await copy.mount(await this.export('', 'entries', [], []), '', 'entries')
    return copy
  }

  async teardown () {
    try {
      if (this.name) await this.#container.close()
      else this.#container.teardown()
    } finally {
      this.#previews.end()
      this.#events.end()
    }
  }

  /** @param {number} pid */
  #process (pid) {
    const found = this.#running.get(pid)
    if (!found) throw new Error(`Cannot use process ${pid}: the page started none of that number`)
    return found
  }
}

/** A process of the page, whose streams are those of the page engine. */
class Running {
  #process
  /** @type {Map<1 | 2, ReadableStreamDefaultReader<Uint8Array>>} */
  #readers = new Map()
  #writer

  /** @param {import('./page/process.js').PageProcess} process @param {boolean} output */
  constructor (process, output) {
    this.#process = process
    if (output) this.#readers.set(1, process.bytes.getReader())
    if (process.errors) this.#readers.set(2, process.errors.getReader())
    this.#writer = /** @type {WritableStreamDefaultWriter<any>} */ (process.input.getWriter())
    this.exit = process.exit.then((code) => ({ code, signal: process.signal ?? '' }))
  }

  get pid () {
    return this.#process.pid
  }

  /** @param {1 | 2} fd @returns {Promise<Uint8Array | null>} */
  async take (fd) {
    const { value, done } = await this.#readers.get(fd)?.read() ?? { done: true, value: undefined }
    return done ? null : value ?? null
  }

  /** @param {Uint8Array} bytes */
  write (bytes) {
    return this.#writer.write(bytes)
  }

  async end () {
    await this.#writer.close().catch(() => {})
  }

  /** @param {1 | 2} fd */
  async close (fd) {
    await this.#readers.get(fd)?.cancel()
  }

  /** @param {string} signal */
  kill (signal) {
    this.#process.kill(signal)
  }

  /** @param {import('./types.js').TerminalSize} size */
  resize (size) {
    this.#process.resize(size)
  }
}

/** The files of a container of this page. */
class PageEngineFiles {
  #container
  #fs

  /** @param {PageContainer} container */
  constructor (container) {
    this.#container = container
    this.#fs = container.fs
  }

  /** @param {string} path */
  readFile (path) {
    return noded(this.#fs.readFile(path), path)
  }

  /** @param {string} path @param {Uint8Array} bytes */
  writeFile (path, bytes) {
    return noded(this.#fs.writeFile(path, bytes), path)
  }

  /** @param {string} path */
  async readdir (path) {
    return (await noded(this.#fs.readdir(path, { withFileTypes: true }), path)).map((/** @type {any} */ each) => ({ name: each.name, kind: kindOf(each) }))
  }

  /** @param {string} path @param {boolean} recursive */
  async mkdir (path, recursive) {
    return await noded(this.#fs.mkdir(path, { recursive }), path) ?? null
  }

  /** @param {string} path @param {{ recursive: boolean, force: boolean }} options */
  rm (path, options) {
    return noded(this.#fs.rm(path, options), path)
  }

  /** @param {string} path @param {string} to */
  rename (path, to) {
    return noded(this.#fs.rename(path, to), path, to)
  }

  /** @param {string} path @param {string} to @param {boolean} recursive */
  cp (path, to, recursive) {
    return noded(this.#fs.cp(path, to, { recursive }), path, to)
  }

  /** @param {string} path @param {boolean} follow */
  async stat (path, follow) {
    const found = await noded(follow ? this.#fs.stat(path) : this.#fs.lstat(path), path)
    const { size, mode, mtimeMs: mtime } = found
    return { kind: kindOf(found), size, mode: mode & 0o7777, inode: 0, links: 1, mtime, ctime: mtime, atime: mtime }
  }

  /** @param {string} target @param {string} path */
  symlink (target, path) {
    return noded(this.#fs.symlink(target, path), path)
  }

  /** @param {string} path */
  readlink (path) {
    return noded(this.#fs.readlink(path), path)
  }

  /** @param {string} path @param {number} mode */
  chmod (path, mode) {
    return noded(this.#fs.chmod(path, mode), path)
  }

  /** @param {string} path @param {boolean} recursive */
  async watch (path, recursive) {
    const queue = new Queue()
    const watcher = await noded(this.#fs.watched(path, recursive, (change) => queue.put(change)), path)
    return {
      async take () {
        const batch = await queue.take()
        return batch && { changes: batch.events, lost: batch.lost }
      },
      close () {
        watcher.close()
        queue.end()
      }
    }
  }
}

/** Events that wait for one reader. */
export class Queue {
  /** @type {any[]} */
  #waiting = []
  #lost = 0
  #ended = false
  #wake = () => {}

  /** @param {any} event */
  put (event) {
    if (this.#waiting.push(event) > MOST) {
      this.#waiting.shift()
      this.#lost++
    }
    this.#wake()
  }

  end () {
    this.#ended = true
    this.#wake()
  }

  /** @returns {Promise<{ events: any[], lost: number } | null>} */
  async take () {
    while (!this.#waiting.length && !this.#ended) await new Promise((resolve) => { this.#wake = () => resolve(undefined) })
    if (!this.#waiting.length) return null
    const batch = { events: this.#waiting, lost: this.#lost }
    this.#waiting = []
    this.#lost = 0
    return batch
  }
}

/** @param {any} entry @returns {'file' | 'directory' | 'symlink' | 'other'} */
function kindOf (entry) {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'symlink' : 'other'
}

/** @param {string} what @param {string} instead */
function lacking (what, instead) {
  return new NotSupportedError(`Cannot ${what} with engine "page": ${instead}, or use engine "host"`)
}

/**
 * An error of the core by Node's words, with the path that was given.
 * @param {Promise<any>} promise @param {string} path @param {string} [dest] @returns {Promise<any>}
 */
async function noded (promise, path, dest) {
  try {
    return await promise
  } catch (error) {
    const { code = '', syscall } = /** @type {any} */ (error)
    const number = getCode(code)
    if (number === undefined || syscall === undefined) throw error
    throw asNode(Object.assign(new ErrnoError(number, undefined, code), { syscall, path, cause: error }), dest)
  }
}
