import readline, { promises } from 'node:readline'
import { PassThrough, Readable, Writable } from 'node:stream'
import { attempt, done, record } from './transcript.js'

/** @returns {{ output: Writable, text: () => string }} */
function collecting () {
  let written = ''
  return { output: new Writable({ write (chunk, _, next) { written += chunk; next() } }), text: () => written }
}
const turn = (milliseconds = 5) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * @param {string} what
 * @param {any[]} chunks
 * @param {any} [options]
 */
async function lines (what, chunks, options = {}) {
  const input = new PassThrough()
  const rl = readline.createInterface({ input, ...options })
  /** @type {any[]} */
  const heard = []
  for (const name of ['line', 'close', 'pause', 'resume', 'history']) rl.on(name, (...args) => heard.push([name, ...args]))
  for (const chunk of chunks) {
    input.write(chunk)
    await turn()
  }
  input.end()
  await turn()
  record(what, heard)
}

await lines('lines', ['a\nb\r\nc\rd', 'e\n', 'last'])
await lines('empty', ['\n\n', '\r\n'])
await lines('nothing', [])
await lines('split return', ['a\r', '\nb\n'])
await lines('split return, short delay', ['a\r', '\nb\n'], { crlfDelay: 100 })
await lines('bytes', [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])])
await lines('separators', ['a\u2028b\u2029c\vd\fe\n'])
await lines('a prompt', ['x\n'], { prompt: 'p> ' })

attempt('no input', () => readline.createInterface(/** @type {any} */ ({})))
attempt('no options', () => readline.createInterface(/** @type {any} */ (undefined)))
for (const options of /** @type {any[]} */ ([{ completer: 5 }, { historySize: -1 }, { historySize: 'a' }, { history: 5 }, { tabSize: 0 }, { prompt: 5 }, { signal: 5 }, { crlfDelay: 'x' }, { escapeCodeTimeout: 'x' }])) {
  attempt(`options ${JSON.stringify(options)}`, () => { readline.createInterface({ input: new PassThrough(), ...options }).close() })
}

const { output, text } = collecting()
const input = new PassThrough()
const rl = readline.createInterface({ input, output, prompt: '? ' })
for (const name of ['line', 'close', 'pause', 'resume']) rl.on(name, (...args) => record(`rl ${name}`, args))
record('at first', [rl.terminal, rl.line, rl.cursor, rl.getPrompt(), rl.getCursorPos()])
rl.prompt()
rl.setPrompt('! ')
rl.prompt(true)
record('prompted', text())
rl.question('name? ', (answer) => record('answer', answer))
rl.question('again? ', (answer) => record('second answer', answer))
input.write('one\ntwo\n')
await turn()
record('asked', text())
record('paused', rl.pause() === rl)
rl.pause()
input.write('three\n')
await turn()
record('resumed', rl.resume() === rl)
await turn()
rl.pause()
rl.prompt()
await turn()
rl.write('typed\n')
rl.write('half')
record('typed', [rl.line, rl.cursor])
const abort = new AbortController()
rl.question('aborted? ', { signal: abort.signal }, () => record('never'))
abort.abort()
input.write('four\n')
await turn()
attempt('aborted', () => rl.question('aborted? ', { signal: abort.signal }, () => record('never')))
attempt('question of a number', () => rl.question(/** @type {any} */ (5), (answer) => record('to a number', answer)))
input.write('five\n')
await turn()
attempt('no callback', () => rl.question('x', /** @type {any} */ (undefined)))
rl.close()
rl.close()
for (const name of ['prompt', 'pause', 'resume', 'write', 'question']) attempt(`${name} after close`, () => { /** @type {any} */ (rl)[name]('x', () => {}) })
record('closed', [/** @type {any} */ (rl).closed, text()])

const closing = new AbortController()
const signalled = readline.createInterface({ input: new PassThrough(), signal: closing.signal })
signalled.on('close', () => record('closed by its signal'))
closing.abort()
await turn()

for await (const line of readline.createInterface({ input: Readable.from(['a\nb', 'c\n', 'd']) })) record('iterated', line)
const broken = readline.createInterface({ input: Readable.from(['a\nb\nc\n']) })
broken.on('close', () => record('closed by the loop'))
for await (const line of broken) {
  record('first', line)
  break
}
const failing = new PassThrough()
const iterated = readline.createInterface({ input: failing })
setTimeout(() => failing.destroy(Object.assign(new Error('broken'), { code: 'E_BROKEN' })), 5)
try {
  for await (const line of iterated) record('no line', line)
  record('ended')
} catch (error) {
  record('failed', error)
}

const { output: promisedOutput, text: promisedText } = collecting()
const promisedInput = new PassThrough()
const promised = promises.createInterface({ input: promisedInput, output: promisedOutput })
const answered = promised.question('really? ')
promisedInput.write('yes\n')
record('promised', [await answered, promisedText()])
record('aborted at once', await promised.question('x', { signal: AbortSignal.abort() }).catch((error) => [error.name, error.code]))
const later = new AbortController()
const asked = promised.question('y', { signal: later.signal }).catch((error) => [error.name, error.code])
later.abort()
record('aborted later', await asked)
promised.close()
record('after close', await promised.question('z').catch((error) => error))
done()
