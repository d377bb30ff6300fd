/**
 * The event `keypress` of streams that a terminal feeds.
 * @module
 */

import { StringDecoder } from '../string_decoder.js'
import { keys } from './keys.js'

const ESCAPE_TIMEOUT = 500
/** @type {WeakSet<object>} */
const watched = new WeakSet()

/**
 * Have a stream emit `keypress` with the text of a key and what it is, for as long as anybody listens.
 * @param {any} stream readable
 * @param {any} [readline] its `escapeCodeTimeout` is how long, in milliseconds, an ESC waits for what belongs to it
 */
export function emitKeypressEvents (stream, readline) {
  if (watched.has(stream)) return
  watched.add(stream)
  const decoder = new StringDecoder('utf8')
  const reader = keys((text, key) => stream.emit('keypress', text, key))
  reader.next()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting

  /** @param {any} chunk */
  function onData (chunk) {
    if (stream.listenerCount('keypress') === 0) return leave()
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk)
    if (!text) return
    clearTimeout(waiting)
    for (const character of text) reader.next(character)
    if (text.endsWith('\x1b')) waiting = setTimeout(() => reader.next(''), readline?.escapeCodeTimeout ?? ESCAPE_TIMEOUT)
  }

  /** @param {string} name */
  function onListener (name) {
    if (name !== 'keypress') return
    stream.removeListener('newListener', onListener)
    stream.on('data', onData)
  }

  function leave () {
    stream.removeListener('data', onData)
    stream.on('newListener', onListener)
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData)
  else stream.on('newListener', onListener)
}
