import { channel } from 'oro:diagnostics_channel'
import { EventEmitter } from 'oro:events'
import { adoptable } from 'oro:internal/callable'
import { request, sendSync } from 'oro:ipc'
import process, { nextTick } from 'oro:process'
import { throughPipe } from './channel.js'
import { codeOf, startError, systemError } from './errors.js'
import { both, input, output } from './pipes.js'
import { validSignal } from './signals.js'

/** Errors that Node emits as an event; others are thrown. */
const TOLD = ['EACCES', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOENT']

const SIGCHLD = 17
/** Milliseconds that messages of a program that has ended may take; longer than that, another has its channel open. */
const LAST_MESSAGES = 1000
const started = channel('child_process')

/** A program that was started, or could not be. */
export class ChildProcess extends adoptable(EventEmitter) {
  /** @type {number | undefined} */
  pid = undefined
  /** @type {string | null} */
  signalCode = null
  /** @type {number | null} */
  exitCode = null
  killed = false
  connected = false
  /** @type {string | null} */
  spawnfile = null
  /** @type {string[]} */
  spawnargs = []
  /** @type {any} */
  stdin = undefined
  /** @type {any} */
  stdout = undefined
  /** @type {any} */
  stderr = undefined
  /** @type {any[]} */
  stdio = []
  /** @type {any} there while messages can be sent */
  channel = undefined
  /** @type {(message: any, handle?: any, options?: any, callback?: (error: any) => void) => boolean} */
  send = /** @type {any} */ (undefined)
  /** @type {() => void} */
  disconnect = /** @type {any} */ (undefined)

  /** @type {string | null} */
  #id = null
  #open = 1
  #over = false
  /** @type {Promise<void> | null} fulfilled once all messages were heard */
  #heard = null

  /**
   * Start it. `pid` is set when this returns, or an `error` event follows.
   * @param {import('./arguments.js').Described} described
   * @param {string[]} spawnargs
   * @throws what the host or the system refused and Node throws too
   */
  start (described, spawnargs) {
    if (started.hasSubscribers) started.publish({ process: this })
    this.spawnfile = described.file
    this.spawnargs = spawnargs
    const { err, data } = sendSync('child_process.start', {}, {}, JSON.stringify(described))
    if (err && !TOLD.includes(codeOf(err))) throw systemError('spawn', err)
    if (data) {
      this.#id = data.id
      this.pid = data.pid
    }
    this.#connect(described)
    if (err) {
      nextTick(() => this.#failed(this.#refusal(err)))
    } else {
      nextTick(() => this.emit('spawn'))
      this.#wait()
    }
  }

  /**
   * Send a signal to it and everything of its group.
   * @param {string | number} [signal] 0 asks whether it runs
   * @returns {boolean} whether it got it
   */
  kill (signal = 'SIGTERM') {
    const asked = validSignal(signal)
    if (this.#id === null || this.#over) return false
    const { err } = sendSync('child_process.kill', { id: this.#id, signal: asked })
    if (!err) return (this.killed = true)
    const code = codeOf(err)
    if (code === 'ESRCH' || err.name === 'NotFoundError') return false
    const error = systemError('kill', err)
    if (code === 'EINVAL' || code === 'ENOSYS') throw error
    this.emit('error', error)
    return false
  }

  /** Nothing keeps a page running: no effect. */
  ref () {}

  /** Nothing keeps a page running: no effect. */
  unref () {}

  [Symbol.dispose] () {
    if (!this.killed) this.kill()
  }

  /** @param {import('./arguments.js').Described} described */
  #connect ({ stdio, channel }) {
    this.stdio = stdio.map((what, fd) => {
      if (what !== 'pipe' || fd === channel) return null
      const pipe = fd === 0 ? input(this.#id, fd) : fd < 3 ? output(this.#id, fd) : both(this.#id, fd)
      if (fd > 0) {
        this.#open++
        pipe.on('close', () => this.#closed())
      }
      return pipe
    });
    [this.stdin, this.stdout, this.stderr] = this.stdio
    if (channel !== null && this.#id !== null) {
      this.#open++
      this.#heard = throughPipe(this, both(this.#id, channel), () => this.#closed())
    }
  }

  /** @param {any} err of the route */
  #refusal (err) {
    if (typeof err.errno !== 'number') return err
    const file = /** @type {string} */ (this.spawnfile)
    return startError(`spawn ${file}`, err.errno, codeOf(err), file, this.spawnargs.slice(1))
  }

  async #wait () {
    const { err, data } = await request('child_process.wait', { id: this.#id })
    // The page is going, or the host is: the end cannot be told any more.
    if (err) return
    this.#over = true
    if (this.#heard) await Promise.race([this.#heard, new Promise((resolve) => setTimeout(resolve, LAST_MESSAGES))])
    this.exitCode = data.code
    this.signalCode = data.signalName
    this.stdin?.destroy()
    childEnded()
    this.emit('exit', this.exitCode, this.signalCode)
    this.#flush()
  }

  /** @param {any} error */
  #failed (error) {
    this.#over = true
    this.exitCode = error.errno
    this.stdin?.destroy()
    this.emit('error', error)
    this.#flush()
  }

  /** Let output that is not read pass, so that it does not hold up the end. */
  #flush () {
    nextTick(() => {
      for (const pipe of this.stdio) {
        if (pipe?.readable && !pipe.readableFlowing && pipe.listenerCount('readable') === 0) pipe.resume()
      }
    })
    this.#closed()
  }

  #closed () {
    if (--this.#open === 0) this.emit('close', this.exitCode, this.signalCode)
  }
}

/** Tell the page that started it: the host has no signal for a program of a page alone. */
function childEnded () {
  process.emit('SIGCHLD', 'SIGCHLD', SIGCHLD)
}
