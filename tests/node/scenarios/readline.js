import readline, { promises } from 'node:readline'
import { PassThrough, Writable } from 'node:stream'
import { attempt, done, record } from './transcript.js'

/** @param {string[]} chunks @returns {any[]} the keys that they are */
function keysOf (...chunks) {
  const stream = new PassThrough({ encoding: 'utf8' })
  /** @type {any[]} */
  const heard = []
  readline.emitKeypressEvents(stream)
  readline.emitKeypressEvents(stream)
  stream.on('keypress', (text, key) => heard.push([text, key]))
  for (const chunk of chunks) stream.emit('data', chunk)
  stream.emit('data', '\x1b')
  stream.emit('data', 'q')
  return heard
}

const SEQUENCES = ['a', 'A', '1', '!', ' ', 'é', '😀', '\r', '\n', '\t', '\b', '\x7f', '\x00', '\x01', '\x03', '\x1a', '\x1c', '\x1f', 'abc', '\x1ba', '\x1bA', '\x1b1', '\x1bé', '\x1b\r', '\x1b\x7f', '\x1b ',
  '\x1b\x01', '\x1b\x1b[A', '\x1b[A', '\x1b[1;5C', '\x1b[1;10A', '\x1b[0;0A', '\x1b[x', '\x1b[1;5x', '\x1bOP', '\x1bO5P', '\x1bO1;5P', '\x1b[200~x\x1b[201~', '\x1b[1;5;3~', '\x1b[[A', '\x1b[[5~', '\x1b[E']
for (const sequence of SEQUENCES) record(JSON.stringify(sequence), keysOf(sequence))
for (let code = 1; code < 40; code++) record(`code ${code}`, [keysOf(`\x1b[${code}~`), keysOf(`\x1b[${code}$`), keysOf(`\x1b[${code}^`)])
for (const letter of 'ABCDEFGHPQRSZabcdez') record(letter, [keysOf(`\x1b[${letter}`), keysOf(`\x1bO${letter}`), keysOf(`\x1b[3;6${letter}`), keysOf(`\x1b[[${letter}`)])
record('pieces', keysOf('\x1b', '[', '1', ';', '5', 'A', 'x'))

let seed = 1
const next = (/** @type {number} */ below) => { seed = (seed * 48271) % 2147483647; return seed % below }
const CHARACTERS = ['\x1b', '\x1b', '[', '[', 'O', '1', '5', '2', ';', '~', 'A', 'a', '^', '$', 'P', ' ', '\r', 'é']
for (let round = 0; round < 200; round++) {
  const text = Array.from({ length: 1 + next(8) }, () => CHARACTERS[next(CHARACTERS.length)]).join('')
  record(JSON.stringify(text), keysOf(text))
}

const alone = new PassThrough()
readline.emitKeypressEvents(alone, /** @type {any} */ ({ escapeCodeTimeout: 5 }))
const waited = new Promise((resolve) => alone.once('keypress', (text, key) => resolve([text, key])))
alone.write('\x1b')
record('escape', await waited)

let written = ''
const output = new Writable({ write (chunk, _, done) { written += chunk; done() } })
const { Readline } = promises
const collected = new Readline(output)
record('chained', collected.cursorTo(1).cursorTo(2, 3).moveCursor(-1, 2).clearLine(-1).clearLine(0).clearLine(1).clearScreenDown() === collected)
record('nothing yet', written)
await collected.commit()
record('written', written)
written = ''
await collected.clearLine(0).rollback().commit()
record('rolled back', written)
new Readline(output, { autoCommit: true }).moveCursor(1, 1)
await new Promise((resolve) => setTimeout(resolve, 5))
record('by itself', written)
for (const call of [() => collected.cursorTo(/** @type {any} */ ('a')), () => collected.cursorTo(1.5), () => collected.moveCursor(1, /** @type {any} */ (null)), () => collected.clearLine(/** @type {any} */ (2)), () => new Readline(output, { autoCommit: /** @type {any} */ (5) })]) attempt('bad', call)
done()
