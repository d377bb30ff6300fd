import { bootEngine } from './booting.js'
import { packed } from './entries.js'
import { FileSystemAPI } from './file-system.js'
import { Happenings, tellEvent } from './happenings.js'
import { textOf } from './page/text-stream.js'
import { WebContainerProcess } from './process.js'
import { requestOf, responseOf } from './requests.js'
import { askedOf, textsOf } from './spawning.js'
import { entriesOf, treeOf } from './tree.js'

/** @typedef {import('./types.js').SpawnOptions} SpawnOptions */
/** @typedef {import('./types.js').BootOptions} BootOptions */
/** @typedef {import('./types.js').ExportOptions} ExportOptions */
/** @typedef {import('./types.js').FileSystemTree} FileSystemTree */
/** @typedef {import('./types.js').MountTree} MountTree */
/** @typedef {import('./types.js').Unsubscribe} Unsubscribe */
/** @typedef {import('./engine.js').Engine} Engine */

/** A container that runs. */
export class WebContainer {
  /** @type {Engine} */
  #engine
  #happenings = new Happenings()
  #tornDown = false
  #ended
  /** @type {Promise<unknown>} */
  #gone = Promise.resolve()
  /** Its files. @type {FileSystemAPI} */
  fs

  /** @param {Engine} engine */
  constructor (engine) {
    this.#engine = engine
    this.fs = new FileSystemAPI(engine.files, () => this.#check())
    this.#ended = this.#follow()
  }

  /**
   * Boot a container; several may run at once.
   * @param {BootOptions} [options]
   * @returns {Promise<WebContainer>}
   */
  static async boot (options = {}) {
    return new this(await bootEngine(options))
  }

  /** The id of the container. */
  get id () {
    return this.#engine.id
  }

  /** The name by which its files are kept; empty where they go with it. */
  get name () {
    return this.#engine.name
  }

  /** The command of its image; empty where it has none. */
  get entry () {
    return this.#engine.entry
  }

  /** Where programs are looked for. */
  get path () {
    return this.#engine.path
  }

  /** The absolute path of its working folder. */
  get workdir () {
    return this.#engine.workdir
  }

  /** The walls that it has: `namespaces`, `landlock`, `node-permission` or `none`; `page` for those of the browser. */
  get isolation () {
    return this.#engine.isolation
  }

  /** The table of its engine: what is false there is refused, and says so. @returns {import('./types.js').Capabilities} */
  get capabilities () {
    return this.#engine.capabilities
  }

  /** Resolves once it has ended, for whatever reason. @returns {Promise<void>} */
  get ended () {
    return this.#ended.then(() => this.#gone).then(() => {})
  }

  /**
   * Write a tree beside what is there.
   * @param {MountTree | Uint8Array | ArrayBuffer} snapshotOrTree a tree, or what `export()` makes as `binary` or `zip`
   * @param {import('./types.js').LoadFilesOptions} [options] `mountPoint` is a folder that exists
   * @returns {Promise<void>}
   */
  async mount (snapshotOrTree, { mountPoint = '' } = {}) {
    this.#check()
    const bytes = snapshotOrTree instanceof ArrayBuffer ? new Uint8Array(snapshotOrTree) : snapshotOrTree
    if (!(bytes instanceof Uint8Array)) await this.#engine.mount(packed(entriesOf(bytes)), mountPoint, 'entries')
    else await this.#engine.mount(bytes, mountPoint, bytes[0] === 0x50 && bytes[1] === 0x4b ? 'zip' : 'binary')
  }

  /**
   * @overload
   * @param {string} path
   * @returns {Promise<FileSystemTree>}
   */
  /**
   * @overload
   * @param {string} path
   * @param {ExportOptions & { format?: 'json' }} options
   * @returns {Promise<FileSystemTree>}
   */
  /**
   * @overload
   * @param {string} path
   * @param {ExportOptions} options
   * @returns {Promise<Uint8Array>}
   */
  /**
   * Read a folder as a tree, or as bytes.
   * @param {string} path
   * @param {ExportOptions} [options]
   * @returns {Promise<any>}
   */
  async export (path, { format = 'json', includes = [], excludes = [] } = {}) {
    this.#check()
    if (!['json', 'binary', 'zip'].includes(format)) throw new TypeError(`Cannot export "${path}": there is no format "${format}", there are "json", "binary" and "zip"`)
    if (format !== 'json') return this.#engine.export(path, format, includes, excludes)
    return treeOf(await this.#engine.export(path, 'entries', includes, excludes), path)
  }

  /**
   * @overload
   * @param {string} command
   * @param {string[]} args
   * @param {SpawnOptions} [options]
   * @returns {Promise<WebContainerProcess>}
   */
  /**
   * @overload
   * @param {string} command
   * @param {SpawnOptions} [options]
   * @returns {Promise<WebContainerProcess>}
   */
  /**
   * Start a program; it is looked for in `path`.
   * @param {string} command
   * @param {string[] | SpawnOptions} [args]
   * @param {SpawnOptions} [options]
   * @returns {Promise<WebContainerProcess>}
   */
  async spawn (command, args = [], options = {}) {
    this.#check()
    const given = Array.isArray(args) ? { args, options } : { args: [], options: args }
    const { asked, wanted, drained, printed } = askedOf(command, given.args, given.options)
    const pid = await this.#engine.spawn(asked)
    const process = new WebContainerProcess(this.#engine, pid, wanted)
    if (drained) drain(this.#engine, pid)
    if (printed[1]) print(process.output, console.log)
    if (printed[2] && process.errors) print(textOf(process.errors), console.error)
    return process
  }

  /**
   * Have the reference runtime answer requests by a module of the files, or by a folder of routes.
   * @param {string} entry
   * @param {import('./types.js').ServeOptions} [options]
   * @returns {Promise<{ port: number, url: string, process: WebContainerProcess }>}
   */
  async serve (entry, { port = 0, env = {} } = {}) {
    this.#check()
    /** @type {Map<number, string>} */
    const ready = new Map()
    let told = () => {}
    const stop = this.#happenings.on('server-ready', (/** @type {number} */ number, /** @type {string} */ url) => {
      ready.set(number, url)
      told()
    })
    try {
      const served = await this.#engine.serve({ entry, port, env: textsOf(env) })
      const process = new WebContainerProcess(this.#engine, served.pid, { input: false, output: true, apart: true })
      let ended = false
      process.exit.finally(() => { ended = true; told() }).catch(() => {})
      while (!ready.has(served.port) && !ended) await new Promise((resolve) => { told = () => resolve(undefined) })
      const url = ready.get(served.port)
      if (url === undefined) throw new Error(`Cannot serve "${entry}": it ended`)
      return { port: served.port, url, process }
    } finally {
      stop()
    }
  }

  /**
   * Run a module of the files by the reference runtime.
   * @param {string} entry
   * @param {import('./types.js').RunOptions} [options]
   * @returns {Promise<WebContainerProcess>}
   */
  async run (entry, { args = [], env = {} } = {}) {
    this.#check()
    const pid = await this.#engine.run({ entry, args, env: textsOf(env) })
    return new WebContainerProcess(this.#engine, pid, { input: true, output: true, apart: false })
  }

  /**
   * Run a program to its end.
   * @param {string} command
   * @param {string[]} [args]
   * @param {SpawnOptions & { input?: string }} [options] `input` is all it reads
   * @returns {Promise<{ exit: number, output: string, errors?: string }>} `errors` where error output comes apart
   */
  async exec (command, args = [], { input = '', ...options } = {}) {
    const process = await this.spawn(command, args, options)
    const fed = feed(process, input)
    // Beside the output: a program waits while either is not read.
    const errors = process.errors && options.stderr !== 'inherit' ? whole(textOf(process.errors)) : null
    const output = await whole(process.output)
    await fed
    return { exit: await process.exit, output, ...(errors ? { errors: await errors } : {}) }
  }

  /**
   * Ask a server in the container; redirects are not followed.
   * @param {number} port that it listens on
   * @param {RequestInfo | URL} input a path, or an address whose origin does not count
   * @param {import('./requests.js').FetchInit} [init] `body` may be a ReadableStream; aborting closes the connection to the server
   * @returns {Promise<Response>} rejects with ECONNREFUSED where nothing listens on the port
   */
  async fetch (port, input, init = {}) {
    this.#check()
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw new RangeError('Cannot fetch: a port is a number from 1 to 65535')
    const asked = await requestOf(port, input, init)
    if (asked.signal?.aborted) throw asked.signal.reason
    return responseOf(asked, port, await this.#engine.fetch(port, asked))
  }

  /**
   * @overload
   * @param {'port'} event
   * @param {import('./types.js').PortListener} listener
   * @returns {Unsubscribe}
   */
  /**
   * @overload
   * @param {'server-ready'} event
   * @param {import('./types.js').ServerReadyListener} listener
   * @returns {Unsubscribe}
   */
  /**
   * @overload
   * @param {'preview-message'} event
   * @param {import('./types.js').PreviewMessageListener} listener
   * @returns {Unsubscribe}
   */
  /**
   * @overload
   * @param {'error'} event
   * @param {import('./types.js').ErrorListener} listener
   * @returns {Unsubscribe}
   */
  /**
   * @overload
   * @param {'xdg-open'} event
   * @param {import('./types.js').OpenListener} listener
   * @returns {Unsubscribe}
   */
  /**
   * @overload
   * @param {'code'} event
   * @param {import('./types.js').CodeListener} listener
   * @returns {Unsubscribe}
   */
  /**
   * @overload
   * @param {'install' | 'exit' | '*'} event progress of an installation, the end of a process, everything
   * @param {import('./types.js').ContainerListener} listener
   * @returns {Unsubscribe}
   */
  /**
   * Listen for what happens in it.
   * @param {string} event
   * @param {Function} listener
   * @returns {Unsubscribe}
   */
  on (event, listener) {
    this.#check()
    return this.#happenings.on(event, listener)
  }

  /**
   * Set a script for the documents of previews that are loaded later.
   * @param {string} scriptSrc its text
   * @param {import('./types.js').PreviewScriptOptions} [options]
   * @returns {Promise<void>}
   */
  async setPreviewScript (scriptSrc, options = {}) {
    this.#check()
    await this.#engine.setPreviewScript(scriptSrc, options)
  }

  /** Every process, also those that its programs started. @returns {Promise<import('./types.js').ProcessInfo[]>} */
  async processes () {
    this.#check()
    return this.#engine.processes()
  }

  /** The same. @returns {Promise<import('./types.js').ProcessInfo[]>} */
  listProcesses () {
    return this.processes()
  }

  /** All its files, to be given back by `restore()`, here or in another. @returns {Promise<Uint8Array>} */
  async snapshot () {
    this.#check()
    return this.#engine.export('', 'entries', [], [])
  }

  /** Have the files of a snapshot in place of those that are there. @param {Uint8Array} snapshot @returns {Promise<void>} */
  async restore (snapshot) {
    this.#check()
    for (const name of await this.fs.readdir('')) await this.fs.rm(name, { recursive: true, force: true })
    await this.#engine.mount(snapshot, '', 'entries')
  }

  /**
   * Boot a container with a copy of this one's files; nothing that runs in it is copied, and nothing is shared.
   * @param {import('./types.js').CloneOptions} [options]
   * @returns {Promise<WebContainer>}
   */
  async clone (options = {}) {
    this.#check()
    return new WebContainer(await this.#engine.clone(options))
  }

  /** End it and everything in it. */
  teardown () {
    if (this.#tornDown) throw new Error('WebContainer already torn down')
    this.#tornDown = true
    this.#happenings.clear()
    this.#gone = this.#engine.teardown().catch(() => {})
  }

  async [Symbol.asyncDispose] () {
    if (!this.#tornDown) this.teardown()
    await this.ended
  }

  #check () {
    if (this.#tornDown) throw new Error('WebContainer already torn down')
  }

  async #follow () {
    try {
      for (let batch; (batch = await this.#engine.events()) !== null;) {
        if (batch.lost) this.#happenings.tell('error', { message: `${batch.lost} events were lost: the page was too slow for them` })
        for (const event of batch.events) tellEvent(this.#happenings, event)
      }
    } catch {
      // It was torn down, or its page goes.
    }
  }
}

/** @param {Engine} engine @param {number} pid */
async function drain (engine, pid) {
  try {
    while (await engine.take(pid, 1) !== null);
  } catch {
    // It has ended, or its container.
  }
}

/** @param {ReadableStream<string>} stream @param {(text: string) => void} write */
async function print (stream, write) {
  let held = ''
  for await (const text of stream) {
    const lines = (held + text).split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) write(line)
  }
  if (held) write(held)
}

/** @param {WebContainerProcess} process @param {string} input */
async function feed (process, input) {
  const writer = process.input.getWriter()
  try {
    if (input) await writer.write(input)
    await writer.close()
  } catch {
    // It has ended without reading all of it.
  }
}

/** @param {ReadableStream<string>} stream @returns {Promise<string>} all of it */
async function whole (stream) {
  let all = ''
  for await (const text of stream) all += text
  return all
}
