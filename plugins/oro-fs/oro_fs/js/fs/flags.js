import { invalidArgValue } from 'oro:errors/node'
import { integer, MAX_INT32 } from './arguments/check.js'
import { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } from './arguments/numbers.js'

/** @type {Record<string, number>} */
const WORDS = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  wx: O_WRONLY | O_CREAT | O_TRUNC | O_EXCL,
  'w+': O_RDWR | O_CREAT | O_TRUNC,
  'wx+': O_RDWR | O_CREAT | O_TRUNC | O_EXCL,
  a: O_WRONLY | O_CREAT | O_APPEND,
  ax: O_WRONLY | O_CREAT | O_APPEND | O_EXCL,
  as: O_WRONLY | O_CREAT | O_APPEND | O_SYNC,
  'a+': O_RDWR | O_CREAT | O_APPEND,
  'ax+': O_RDWR | O_CREAT | O_APPEND | O_EXCL,
  'as+': O_RDWR | O_CREAT | O_APPEND | O_SYNC
}

/**
 * Turn Node's flags into the number they mean.
 * @param {string | number | null} [flags] `r` when left out
 * @param {string} [name] what the argument is called
 * @returns {number}
 */
export function normalizeFlags (flags = 'r', name = 'flags') {
  if (flags === null) return O_RDONLY
  if (typeof flags === 'number') return integer(flags, name, -MAX_INT32 - 1, MAX_INT32)
  const word = typeof flags === 'string' ? flags.replace(/^([sx])([rwa])/, '$2$1') : ''
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  throw invalidArgValue('flags', flags)
}

export default normalizeFlags
