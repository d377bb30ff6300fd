/**
 * Signals of the operating system: what they are called, and hearing of them.
 *
 *     addEventListener('SIGHUP', () => reload())
 *
 * The app's window 0 is told of signals; it tells the other windows over `channel`. Numbers are Linux's.
 * @module
 */

import { numbered } from '../internal/named-numbers.js'

export * as default from './signal.js'

/** @type {[name: string, code: number, message: string][]} */
const TABLE = [
  ['SIGHUP', 1, 'Hangup'],
  ['SIGINT', 2, 'Interrupt'],
  ['SIGQUIT', 3, 'Quit'],
  ['SIGILL', 4, 'Illegal instruction'],
  ['SIGTRAP', 5, 'Trace/breakpoint trap'],
  ['SIGABRT', 6, 'Aborted'],
  ['SIGBUS', 7, 'Bus error'],
  ['SIGFPE', 8, 'Floating point exception'],
  ['SIGKILL', 9, 'Killed'],
  ['SIGUSR1', 10, 'User defined signal 1'],
  ['SIGSEGV', 11, 'Segmentation fault'],
  ['SIGUSR2', 12, 'User defined signal 2'],
  ['SIGPIPE', 13, 'Broken pipe'],
  ['SIGALRM', 14, 'Alarm clock'],
  ['SIGTERM', 15, 'Terminated'],
  ['SIGCHLD', 17, 'Child exited'],
  ['SIGCONT', 18, 'Continued'],
  ['SIGSTOP', 19, 'Stopped (signal)'],
  ['SIGTSTP', 20, 'Stopped'],
  ['SIGTTIN', 21, 'Stopped (tty input)'],
  ['SIGTTOU', 22, 'Stopped (tty output)'],
  ['SIGURG', 23, 'Urgent I/O condition'],
  ['SIGXCPU', 24, 'CPU time limit exceeded'],
  ['SIGXFSZ', 25, 'File size limit exceeded'],
  ['SIGVTALRM', 26, 'Virtual timer expired'],
  ['SIGPROF', 27, 'Profiling timer expired'],
  ['SIGWINCH', 28, 'Window changed'],
  ['SIGIO', 29, 'I/O possible'],
  ['SIGPWR', 30, 'Power failure'],
  ['SIGSYS', 31, 'Bad system call']
]

export const { constants, strings, getCode, getName, getMessage, toString } = numbered(TABLE)

/** Tells the other windows of signals. */
export const channel = new BroadcastChannel('oro.runtime.signal')

/** A signal came in; its type is the signal's name. */
export class SignalEvent extends Event {
  /**
   * @param {string} type such as `SIGHUP`
   * @param {{ code?: number, message?: string }} [options]
   */
  constructor (type, { code = getCode(type), message = getMessage(type) } = {}) {
    super(type)
    /** The number. */
    this.code = code ?? 0
    /** The description of the signal. */
    this.message = message
  }
}

/**
 * Hear of a signal.
 * @param {string | number} signal
 * @param {(event: SignalEvent) => any} callback
 * @param {boolean | AddEventListenerOptions} [options]
 */
export function addEventListener (signal, callback, options) {
  listening.addEventListener(checkedName(signal), /** @type {any} */ (callback), options)
}

/**
 * Hear of it no more.
 * @param {string | number} signal
 * @param {(event: SignalEvent) => any} callback
 * @param {boolean | EventListenerOptions} [options]
 */
export function removeEventListener (signal, callback, options) {
  listening.removeEventListener(checkedName(signal), /** @type {any} */ (callback), options)
}

const listening = new EventTarget()

/** @param {number} code */
function heard (code) {
  const name = getName(code)
  if (name) listening.dispatchEvent(new SignalEvent(name))
}

globalThis.addEventListener('signal', (/** @type {any} */ { detail }) => {
  channel.postMessage(detail)
  heard(detail.signal)
})
channel.addEventListener('message', ({ data }) => heard(data.signal))

/** @param {string | number} signal */
function checkedName (signal) {
  const name = getName(signal)
  if (!name) throw new TypeError(`Cannot listen for signal "${signal}": there is none of that name or number`)
  return name
}

export const {
  SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM,
  SIGTERM, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH,
  SIGIO, SIGPWR, SIGSYS
} = constants
