import test from 'oro:test'
import constants from 'oro:constants'
import { Buffer } from 'oro:buffer'
import readline from 'oro:readline'
import { createInterface } from 'oro:readline/promises'
import { PassThrough, Readable } from 'oro:stream'
import { json, text } from 'oro:stream/consumers'

test('lines end at line feeds and carriage returns, across chunks', async (t) => {
  const input = Readable.from([Buffer.from('one\ntw'), Buffer.from('o\r'), Buffer.from('\nthr\u00e9'.slice(0, 4)), Buffer.from('e\rlast')])
  const lines = []
  for await (const line of readline.createInterface({ input })) lines.push(line)
  t.deepEqual(lines, ['one', 'two', 'thre', 'last'], 'lines')
})

test('a question is answered by the next line, or aborted', async (t) => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const asking = createInterface({ input, output })
  const answer = asking.question('name? ')
  input.write('Ann\n')
  t.equal(await answer, 'Ann', 'answer')
  t.equal(String(output.read()), 'name? ', 'query')
  const abort = new AbortController()
  const never = asking.question('more? ', { signal: abort.signal })
  abort.abort()
  t.equal((await never.catch((/** @type {any} */ error) => error)).code, 'ABORT_ERR', 'aborted')
  asking.close()
  try { asking.prompt() } catch (error) { t.equal(/** @type {any} */ (error).code, 'ERR_USE_AFTER_CLOSE', 'closed') }
})

test('the cursor is moved by codes', (t) => {
  const output = new PassThrough()
  readline.cursorTo(output, 0, 1)
  readline.moveCursor(output, -1, 2)
  readline.clearLine(output, 0)
  t.equal(JSON.stringify(String(output.read())), JSON.stringify('\x1b[2;1H\x1b[1D\x1b[2B\x1b[2K'), 'codes')
})

test('a stream is consumed whole', async (t) => {
  t.equal(await text(Readable.from(['a', 'b'])), 'ab', 'text')
  t.deepEqual(await json(new Blob(['{"a":1}']).stream()), { a: 1 }, 'json of a web stream')
  t.equal(constants.SIGTERM + constants.O_CREAT + constants.ENOENT, 15 + 64 + 2, 'constants')
})
