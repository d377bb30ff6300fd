import test from 'oro:test'
import { Buffer } from 'oro:buffer'
import EventEmitter from 'oro:events'
import Stream, { Duplex, duplexPair, finished, PassThrough, pipeline, Readable, Transform, Writable } from 'oro:stream'
import promises from 'oro:stream/promises'
import web, { ReadableStream as WebReadable } from 'oro:stream/web'
import { StringDecoder } from 'oro:string_decoder'

/** @param {any} readable */
async function collected (readable) {
  const chunks = []
  for await (const chunk of readable) chunks.push(chunk)
  return chunks
}

test('streams are emitters of oro:events and carry Buffers of oro:buffer', async (t) => {
  const stream = new PassThrough()
  t.ok(stream instanceof EventEmitter, 'instanceof holds across modules')
  t.ok(stream instanceof Duplex && stream instanceof Readable && stream instanceof Writable, 'and within them')
  t.equal(Stream.Readable, Readable, 'the default export has the classes')
  stream.end('text')
  const [chunk] = await collected(stream)
  t.ok(Buffer.isBuffer(chunk) && chunk instanceof Buffer, 'a chunk is a Buffer')
})

test('pipeline() passes data on and errors back', async (t) => {
  const upper = () => new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) })
  const out = await promises.pipeline(Readable.from(['a', 'b']), upper(), async (/** @type {any} */ source) => (await collected(source)).join(''))
  t.equal(out, 'AB', 'through a transform into a function')
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('full')) })
  const error = await new Promise((resolve) => pipeline(Readable.from(['a']), broken, resolve))
  t.equal(error.message, 'full', 'the callback has the error')
  t.ok(broken.destroyed, 'and the stream is destroyed')
})

test('an aborted pipeline rejects with AbortError', async (t) => {
  const abort = new AbortController()
  const done = promises.pipeline(new Readable({ read () {} }), new PassThrough(), { signal: abort.signal })
  abort.abort()
  const error = await done.catch((/** @type {any} */ reason) => reason)
  t.equal(error.code, 'ABORT_ERR', 'code')
  t.equal(error.name, 'AbortError', 'name')
})

test('Node streams and web streams become each other', async (t) => {
  t.equal(web.ReadableStream, WebReadable, 'oro:stream/web has the classes of the engine')
  const node = Readable.fromWeb(new Blob(['from the web']).stream())
  t.equal(Buffer.concat(await collected(node)).toString(), 'from the web', 'fromWeb')
  const bytes = Readable.toWeb(new PassThrough().end('to the web'))
  t.equal(await new Response(bytes).text(), 'to the web', 'toWeb')
  /** @type {string[]} */
  const written = []
  const writer = Writable.toWeb(new Writable({ write (chunk, _encoding, done) { written.push(String(chunk)); done() } })).getWriter()
  await writer.write('one')
  await writer.close()
  t.deepEqual(written, ['one'], 'Writable.toWeb')
  const pair = Duplex.fromWeb(new TransformStream())
  pair.end('round')
  t.equal(Buffer.concat(await collected(pair)).toString(), 'round', 'Duplex.fromWeb')
})

test('cancelling a web stream destroys the Node stream behind it', async (t) => {
  const source = new Readable({ read () {} })
  const closed = new Promise((resolve) => source.once('close', resolve))
  source.on('error', () => {})
  await Readable.toWeb(source).cancel(new Error('enough'))
  await closed
  t.ok(source.destroyed, 'destroyed')
})

test('duplexPair() connects two streams', async (t) => {
  const [a, b] = duplexPair()
  a.end('ping')
  b.end('pong')
  const [there, back] = await Promise.all([collected(b), collected(a)])
  t.equal(String(there[0]), 'ping', 'one way')
  t.equal(String(back[0]), 'pong', 'the other way')
})

test('finished() tells of a stream that closed too early', async (t) => {
  const stream = new PassThrough()
  const error = new Promise((resolve) => finished(stream, resolve))
  stream.destroy()
  t.equal((/** @type {any} */ (await error)).code, 'ERR_STREAM_PREMATURE_CLOSE', 'code')
})

test('a StringDecoder waits for the rest of a character', (t) => {
  const decoder = new StringDecoder('utf8')
  t.equal(decoder.write(Buffer.from([0xe2, 0x82])), '', 'not yet')
  t.equal(decoder.write(Buffer.from([0xac])), '€', 'now')
  t.equal(decoder.end(Buffer.from([0xe2])), '\ufffd', 'what never came')
})
