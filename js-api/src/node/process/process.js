/**
 * The object `process`. What only the host knows comes from the plugin oro-process; without it such a member
 * throws ERR_NOT_IMPLEMENTED and names the plugin.
 * @module
 */

import { EventEmitter } from '../events.js'
import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { cwd, setCwd } from '../../internal/cwd.js'
import { missing } from '../../base/internal/missing.js'
import { signals } from '../../internal/numbers.js'
import { nextTick } from '../internal/tick.js'
import { send, sendSync } from '../../base/ipc.js'
import { builtin, nameOf } from '../module/builtins.js'
import { env } from './environment.js'
import { hasUncaughtExceptionCaptureCallback, setUncaughtExceptionCaptureCallback } from './capture.js'
import { exitCodeOf, maskOf, signalOf, systemError, usageOf } from './checks.js'
import { allowedNodeEnvironmentFlags } from './flags.js'
import { asked, facts, forget, required } from './host-process.js'
import { stderr, stdin, stdout } from './streams.js'
import { hrtime } from './time.js'
import { config, release, VERSION, versions } from './versions.js'
import { warn } from './warnings.js'

const args = globalThis.__args
/** Events of the page that are emitted as events of the process while there are listeners. */
const FROM_PAGE = /** @type {Record<string, string>} */ ({ uncaughtException: 'error', unhandledRejection: 'unhandledrejection' })

/** Signals that the host tells of; SIGCHLD comes with a program that a page started. @type {(string | symbol)[]} */
const HEARD = Object.keys(signals).filter((name) => !['SIGKILL', 'SIGSTOP', 'SIGCHLD'].includes(name))

/** Node's `process` in a page: it describes the host's process, and ends with the app. */
export class Process extends EventEmitter {
  /** The version of Node whose interface this is. */
  version = `v${VERSION}`
  versions = versions
  release = release
  features = Object.freeze({ inspector: false, debug: false, uv: false, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: false, tls: true, cached_builtins: true })
  config = config
  argv = (args?.argv ?? []).map((text) => text.replace(/^'([^]*)'$/, '$1'))
  /** @type {string[]} */
  execArgv = []
  /** The name that libraries take for no Node, though `versions` has one. Emscripten's programs know no other, in workers either. */
  type = 'renderer'
  browser = true
  env = env
  /** Domains are Node's of old; nothing here is in one. */
  domain = null
  nextTick = nextTick
  hrtime = hrtime
  stdin = stdin
  stdout = stdout
  stderr = stderr
  /** @type {'linux' | 'darwin' | 'win32'} */
  platform = /** @type {any} */ (args?.client?.platform ?? 'linux')
  #started = performance.timeOrigin
  #exiting = false
  /** @type {number | string | null | undefined} */
  #exitCode = undefined
  /** @type {string | null} */
  #title = null
  allowedNodeEnvironmentFlags = allowedNodeEnvironmentFlags
  debugPort = 9229
  /** @type {string[]} */
  moduleLoadList = []

  constructor () {
    super()
    this.on('newListener', (name) => { this.#watch(name); this.#hear(name, true) })
    this.on('removeListener', (name) => this.#hear(name, false))
    globalThis.addEventListener?.('signal', (event) => this.#signal(/** @type {CustomEvent} */ (event).detail?.signal))
  }

  get arch () { return args?.primordials?.arch ?? (/aarch64|arm64/i.test(`${globalThis.navigator?.platform} ${globalThis.navigator?.userAgent}`) ? 'arm64' : 'x64') }
  get argv0 () { return this.argv[0] ?? '' }
  get pid () { return required('process.pid').pid }
  get ppid () { return required('process.ppid').ppid }
  get execPath () { return required('process.execPath').execPath }

  /** @type {number | string | null | undefined} */
  get exitCode () { return this.#exitCode }
  set exitCode (code) { this.#exitCode = exitCodeOf(code) }

  /** The page's title until another is set; that of the window stays. */
  get title () { return this.#title ?? globalThis.document?.title ?? '' }
  set title (title) { this.#title = `${title}` }

  cwd () { return cwd() }

  /** @param {string} directory */
  chdir (directory) {
    if (typeof directory !== 'string') throw invalidArgType('directory', 'of type string', directory)
    const { err } = sendSync(/** @type {any} */ ('internal.setcwd'), { value: directory })
    if (err) throw systemError(err, 'chdir', `'${cwd()}' -> '${directory}'`)
    forget()
    setCwd(facts().cwd ?? directory)
  }

  /** End the app, or the worker that calls it, after the event `exit`. @param {number | string} [code] */
  exit (code = this.exitCode ?? undefined) {
    const number = Number(exitCodeOf(code) ?? 0)
    if (!this.#exiting) {
      this.#exiting = true
      this.exitCode = number
      this.emit('exit', number)
    }
    this.reallyExit(number)
  }

  /** @param {number} code */
  reallyExit (code) {
    // As in Node, a worker ends itself; threads have an exit of their own.
    if (/** @type {any} */ (globalThis).isWorkerScope) return globalThis.close()
    send(/** @type {any} */ ('application.exit'), { value: code })
  }

  abort () { this.reallyExit(134) }

  /** @returns {number} seconds since the process began, of this page where the host does not say */
  uptime () { return (Date.now() - (facts().started ?? this.#started)) / 1000 }

  /**
   * @param {number} pid
   * @param {string | number} [signal]
   */
  kill (pid, signal = 'SIGTERM') {
    if (!Number.isInteger(pid)) throw invalidArgType('pid', 'of type number', pid)
    try {
      asked('process.sendSignal', 'process.kill()', { pid, signal: signalOf(signal) })
    } catch (error) {
      throw systemError(error, 'kill')
    }
    return true
  }

  memoryUsage = Object.assign(() => {
    const { rss } = asked('process.memoryUsage', 'process.memoryUsage()')
    const heap = /** @type {any} */ (performance).memory
    return { rss, heapTotal: heap?.totalJSHeapSize ?? 0, heapUsed: heap?.usedJSHeapSize ?? 0, external: 0, arrayBuffers: 0 }
  }, { rss: () => asked('process.memoryUsage', 'process.memoryUsage.rss()').rss })

  resourceUsage () { return asked('process.resourceUsage', 'process.resourceUsage()') }

  /** @param {{ user: number, system: number }} [since] */
  cpuUsage (since) {
    const { user, system } = usageOf(since)
    const { userCPUTime, systemCPUTime } = asked('process.resourceUsage', 'process.cpuUsage()')
    return { user: userCPUTime - user, system: systemCPUTime - system }
  }

  /** @param {number} [mask] */
  umask (mask) { return asked('process.umask', 'process.umask()', mask === undefined ? {} : { mask: maskOf(mask) }) }
  getuid () { return required('process.getuid()').uid }
  geteuid () { return required('process.geteuid()').euid }
  getgid () { return required('process.getgid()').gid }
  getegid () { return required('process.getegid()').egid }
  getgroups () { return required('process.getgroups()').groups }

  /**
   * @param {string | Error} warning
   * @param {any} [type] or `{ type, code, detail }`
   * @param {string} [code]
   */
  emitWarning (warning, type, code) { warn(this, warning, type, code) }

  hasUncaughtExceptionCaptureCallback () { return hasUncaughtExceptionCaptureCallback() }
  /** @param {any} fn */
  setUncaughtExceptionCaptureCallback (fn) { setUncaughtExceptionCaptureCallback(fn) }

  /** @param {boolean} val stack traces are the engine's either way */
  setSourceMapsEnabled (val) {
    if (typeof val !== 'boolean') throw invalidArgType('val', 'of type boolean', val)
  }

  /** @returns {number} bytes that programs may still take. It needs oro-os. */
  availableMemory () { return builtin('os').freemem() }

  /** @returns {number} 0: no limit is known */
  constrainedMemory () { return 0 }

  /** Open standard input for those that listen to it. */
  openStdin () { return this.stdin.resume() }

  /** @param {string} name */
  binding (name) { throw nodeError(Error, 'ERR_INVALID_MODULE', `No such module: ${name}`) }

  /** @param {any} value @param {string} [message] */
  assert (value, message = 'assertion error') {
    if (!value) throw nodeError(Error, 'ERR_ASSERTION', message)
  }

  /**
   * @param {string} id
   * @returns {any} what `require()` gives for a module of this list; undefined when there is none
   */
  getBuiltinModule (id) {
    if (typeof id !== 'string') throw invalidArgType('id', 'of type string', id)
    const name = nameOf(id)
    try {
      return name === null ? undefined : builtin(name)
    } catch (error) {
      if (/** @type {any} */ (error).code === 'MODULE_NOT_FOUND') return undefined
      throw error
    }
  }

  /**
   * Take variables from a file, those that are not there yet. It needs oro-fs.
   * @param {string | URL | Uint8Array | null} [path] `.env` unless given
   */
  loadEnvFile (path) {
    const file = path ?? '.env'
    if (typeof file !== 'string' && !(file instanceof Uint8Array) && !(file instanceof URL)) {
      throw invalidArgType('path', 'of type string or an instance of Buffer or URL', path)
    }
    const found = builtin('util').parseEnv(builtin('fs').readFileSync(file, 'utf8'))
    for (const [name, value] of Object.entries(found)) {
      if (!(name in env)) env[name] = value
    }
  }

  get [Symbol.toStringTag] () { return 'process' }

  /**
   * Have the host tell the page of the signals that are listened to: then they do nothing else. A worker hears of none.
   * @param {string | symbol} name
   * @param {boolean} added it is going to be listened to
   */
  #hear (name, added) {
    if (!HEARD.includes(name) || this.listenerCount(name) > 0 || typeof document !== 'object') return
    const heard = this.eventNames().filter((each) => HEARD.includes(each))
    send('application.signals', { signals: [...heard, ...(added ? [name] : [])].map(String).join(',') })
  }

  /** The host tells of signals that pages listen to, and the first window of those `application_signals` names. @param {number} number */
  #signal (number) {
    const name = Object.keys(signals).find((key) => signals[key] === number)
    if (name) this.emit(name, name, number)
  }

  /** @param {string | symbol} name */
  #watch (name) {
    const from = FROM_PAGE[String(name)]
    if (!from || this.listenerCount(name) > 0) return
    const listener = (/** @type {any} */ event) => {
      if (this.listenerCount(name) === 0) return globalThis.removeEventListener(from, listener)
      event.preventDefault()
      if (name === 'uncaughtException') this.emit(name, event.error, 'uncaughtException')
      else this.emit(name, event.reason, event.promise)
    }
    globalThis.addEventListener(from, listener)
  }
}

/** Members of `process` that a page cannot have; each throws ERR_NOT_IMPLEMENTED. */
const MISSING = [
  'dlopen', 'getActiveResourcesInfo', 'initgroups', 'report', 'setegid', 'seteuid', 'setgid', 'setgroups', 'setuid',
  'sourceMapsEnabled'
]

Object.defineProperty(Process, 'name', { value: 'process' })

export const process = new Process()
for (const name of MISSING) Object.defineProperty(process, name, { value: missing(`process.${name}`), configurable: true, writable: true })
export default process
