/**
 * A pipe from file to file: the host moves the bytes, and the page, which would only hand them on, never has them.
 *
 * Code that looks at the bytes gets them: a listener for `data` or `readable`, an encoding, a second target, a method
 * put in the place of ours. Then, and where the host cannot, the stream reads as always.
 */

import { Readable } from 'oro:stream'
import { perform } from '../operations/operation.js'
import { replaced } from './functions.js'
import { WriteStream } from './write-stream.js'

/** So much goes before a pause, or a listener, is seen. */
const AT_ONCE = 16 << 20

/**
 * Hand on what follows until someone else has to.
 * @param {any} stream a ReadStream
 * @param {() => number} left how many bytes may still be read
 * @returns {Promise<boolean>} whether nothing is left to read
 */
export async function passedThrough (stream, left) {
  for (;;) {
    const target = targetOf(stream)
    if (!target) return false
    await ready(target)
    if (targetOf(stream) !== target || !isIdle(target)) return false
    const size = Math.min(AT_ONCE, left())
    const count = size > 0 ? await target.behind.alone(() => moved(stream, target, size)) : 0
    if (count === null) {
      stream.ahead.through = false
      return false
    }
    if (count === 0) return true
  }
}

/**
 * @param {any} stream
 * @returns {any} the only one that gets what is read, if it is a file; else null
 */
export function targetOf (stream) {
  const { pipes, flowing, length, objectMode } = stream._readableState
  const target = pipes[0]
  if (replaced(stream, 'read') || (target instanceof WriteStream && replaced(target, 'write'))) return null
  const isOnly = pipes.length === 1 && stream.listenerCount('data') === 1 && stream.listenerCount('readable') === 0
  if (!isOnly || !stream.ahead.through || !flowing || length || objectMode || stream.readableEncoding) return null
  const { push, read, emit } = Readable.prototype
  const isOurs = stream.push === push && stream.read === read && stream.emit === emit && target instanceof WriteStream
  return isOurs && isUntouched(target) && !stream.destroyed ? target : null
}

/** @param {any} target */
function isUntouched (target) {
  const { write, _write } = WriteStream.prototype
  return target.write === write && target._write === _write && !target.writableObjectMode && !target.destroyed && !target.writableEnded
}

/** @param {any} target */
function isIdle (target) {
  return target.fileId !== null && target.writableLength === 0 && !target.writableCorked && !target.behind.isBusy
}

/**
 * Wait until the file is open, or never will be, and what was written before is in it.
 * @param {any} target
 */
async function ready (target) {
  if (target.fileId === null) {
    await new Promise((resolve) => {
      for (const name of ['open', 'close']) target.once(name, resolve)
    })
  }
  await target.behind.idle.catch(() => {})
}

/**
 * @param {any} stream
 * @param {any} target
 * @param {number} size
 * @returns {Promise<number | null>} null when the host cannot
 */
async function moved (stream, target, size) {
  const params = { id: stream.fileId, to: target.fileId, size, offset: stream.ahead.at, place: target.pos ?? -1 }
  const read = (/** @type {{ result: number }} */ { result }) => result
  try {
    const count = await perform({ route: 'fs.pass', syscall: 'read', params, read })
    advance(stream, 'bytesRead', count)
    advance(target, 'bytesWritten', count)
    stream.ahead.at += count
    return count
  } catch {
    // Reading and writing by itself tells which of both it is that fails.
    return null
  }
}

/**
 * @param {any} stream
 * @param {'bytesRead' | 'bytesWritten'} counter
 * @param {number} count
 */
function advance (stream, counter, count) {
  stream[counter] += count
  if (stream.pos !== undefined) stream.pos += count
}
