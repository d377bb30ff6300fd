/** The names of signals. Their numbers are the system's own; these are Linux's, for who gives a number. */

import { invalidArgType } from 'oro:errors/node'
import { unknownSignal } from './errors.js'

const NAMES = `SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM
  SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO
  SIGPWR SIGSYS`.split(/\s+/)
const ALSO = new Map([['SIGIOT', 'SIGABRT'], ['SIGPOLL', 'SIGIO']])

/**
 * @param {string | number} signal in any case, or a number
 * @returns {string | number} what the host knows it by
 * @throws {TypeError} ERR_UNKNOWN_SIGNAL
 */
export function validSignal (signal) {
  if (typeof signal === 'number' && (signal === 0 || NAMES[signal - 1])) return signal
  const name = typeof signal === 'string' ? signal.toUpperCase() : ''
  if (NAMES.includes(name)) return name
  const same = ALSO.get(name)
  if (same === undefined) throw unknownSignal(signal)
  return same
}

/**
 * The option `killSignal`.
 * @param {any} signal
 * @returns {string | number | undefined}
 */
export function killSignal (signal) {
  if (typeof signal === 'string' || typeof signal === 'number') return validSignal(signal)
  if (signal !== null && signal !== undefined) {
    throw invalidArgType('options.killSignal', 'one of type string or number', signal)
  }
  return undefined
}

/**
 * @param {string | number} signal
 * @returns {string} its name
 */
export function signalName (signal) {
  return typeof signal === 'number' ? NAMES[signal - 1] : signal
}
