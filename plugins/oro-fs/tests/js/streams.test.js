import { createReadStream, createWriteStream, promises as fs } from 'oro:fs'
import { once } from 'oro:events'
import { Readable } from 'oro:stream'
import { pipeline } from 'oro:stream/promises'
import { failure, inFolder, test } from './support/folder.js'

const SIZE = 1 << 20

test('a stream reads a file in pieces', inFolder(async (t, folder) => {
  const bytes = Uint8Array.from({ length: SIZE + 5 }, (_, index) => index % 251)
  await fs.writeFile(`${folder}/f`, bytes)
  const stream = createReadStream(`${folder}/f`)
  /** @type {string[]} */
  const events = []
  for (const name of ['open', 'ready', 'end', 'close']) stream.on(name, () => events.push(name))
  /** @type {number[]} */
  const read = []
  let most = 0
  stream.on('data', (piece) => { most = Math.max(most, piece.length); for (const byte of piece) read.push(byte) })
  await once(stream, 'close')
  t.deepEqual(events, ['open', 'ready', 'end', 'close'])
  t.deepEqual(new Uint8Array(read), bytes)
  t.equal(stream.bytesRead, bytes.length)
  t.equal(most, 65536)
}))

test('a stream reads the range it is told', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/f`, '0123456789')
  t.equal(await text(createReadStream(`${folder}/f`, { start: 2, end: 5, encoding: 'utf8' })), '2345')
  t.equal(await text(createReadStream(`${folder}/f`, { start: 8, encoding: 'utf8' })), '89')
  t.equal(await text(createReadStream(`${folder}/f`, { end: 0, encoding: 'utf8' })), '0')
  t.throws(() => createReadStream(`${folder}/f`, { start: 5, end: 2 }), /It must be <= "end" \(here: 2\)\. Received 5/)
}))

test('characters cut in two come out whole', inFolder(async (t, folder) => {
  const content = 'aé✓🎈'.repeat(50)
  await fs.writeFile(`${folder}/f`, content)
  for (const highWaterMark of [1, 2, 3, 7]) {
    t.equal(await text(createReadStream(`${folder}/f`, { encoding: 'utf8', highWaterMark })), content, `by ${highWaterMark}`)
  }
  const bytes = new TextEncoder().encode(content)
  const base64 = btoa(String.fromCharCode(...bytes))
  t.equal(await text(createReadStream(`${folder}/f`, { encoding: 'base64', highWaterMark: 4 })), base64)
}))

test('a paused stream gives nothing, and loses nothing', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/f`, 'abcdef')
  const stream = createReadStream(`${folder}/f`, { encoding: 'utf8', highWaterMark: 2 })
  /** @type {string[]} */
  const pieces = []
  stream.on('data', (piece) => { pieces.push(piece); stream.pause() })
  while (pieces.length < 3) {
    const before = pieces.length
    await t.sleep(20)
    t.ok(pieces.length <= before + 1, 'one at a time')
    stream.resume()
  }
  await once(stream, 'close')
  t.deepEqual(pieces, ['ab', 'cd', 'ef'])
}))

test('errors come as events', inFolder(async (t, folder) => {
  const reading = createReadStream(`${folder}/none`)
  const [error] = await once(reading, 'error')
  t.equal(error.message, `ENOENT: no such file or directory, open '${folder}/none'`)
  const writing = createWriteStream(`${folder}/none/x`)
  t.equal((await once(writing, 'error'))[0].code, 'ENOENT')
  t.equal((await failure(text(createReadStream(`${folder}/none`)))).code, 'ENOENT', 'a loop throws it')
}))

test('a loop that is left closes the file', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/f`, new Uint8Array(SIZE))
  const stream = createReadStream(`${folder}/f`)
  for await (const piece of stream) {
    t.equal(piece.length, 65536)
    break
  }
  if (!stream.closed) await new Promise((resolve) => stream.on('close', resolve))
  t.ok(stream.destroyed)
}))

test('aborting ends a stream', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/f`, new Uint8Array(SIZE))
  const controller = new AbortController()
  const stream = createReadStream(`${folder}/f`, { signal: controller.signal })
  stream.once('data', () => controller.abort())
  t.equal((await once(stream, 'error'))[0].name, 'AbortError')
}))

test('a stream writes in order and says when it is full', inFolder(async (t, folder) => {
  const stream = createWriteStream(`${folder}/w`, { highWaterMark: 10 })
  t.ok(stream.write('12345'))
  t.ok(!stream.write('67890'), 'it is full')
  t.equal(stream.writableLength, 10)
  await once(stream, 'drain')
  t.equal(stream.writableLength, 0)
  for (let number = 0; number < 100; number++) stream.write(`,${number}`)
  await new Promise((resolve) => stream.end('!', () => resolve(undefined)))
  const wanted = `1234567890${Array.from({ length: 100 }, (_, number) => `,${number}`).join('')}!`
  t.equal(await fs.readFile(`${folder}/w`, 'utf8'), wanted)
  t.equal(stream.bytesWritten, wanted.length)
  if (!stream.closed) await once(stream, 'close')
}))

test('writing callbacks, places and flags', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/w`, '0123456789')
  const inside = createWriteStream(`${folder}/w`, { flags: 'r+', start: 3 })
  await new Promise((resolve) => inside.write('abc', resolve))
  inside.close()
  await once(inside, 'close')
  const behind = createWriteStream(`${folder}/w`, { flags: 'a' })
  behind.end('end')
  await once(behind, 'close')
  t.equal(await fs.readFile(`${folder}/w`, 'utf8'), '012abc6789end')
}))

test('writing after the end is refused', inFolder(async (t, folder) => {
  const stream = createWriteStream(`${folder}/w`)
  stream.end('x')
  const error = once(stream, 'error')
  t.ok(!stream.write('y'))
  t.equal((await error)[0].code, 'ERR_STREAM_WRITE_AFTER_END')
  t.throws(() => stream.write(null), /May not write null values/)
}))

test('a pipe copies a file, waiting for its slow end', inFolder(async (t, folder) => {
  const bytes = Uint8Array.from({ length: SIZE }, (_, index) => (index * 13) % 256)
  await fs.writeFile(`${folder}/from`, bytes)
  const target = createReadStream(`${folder}/from`).pipe(createWriteStream(`${folder}/to`, { highWaterMark: 1000 }))
  await once(target, 'close')
  t.deepEqual(new Uint8Array(await fs.readFile(`${folder}/to`)), bytes)
}))

/** @param {() => Promise<any>} act @returns {Promise<number>} how many pieces streams were given meanwhile */
async function pieces (act) {
  const { push } = Readable.prototype
  let count = 0
  Readable.prototype.push = function (chunk, ...rest) {
    if (chunk !== null) count++
    return Reflect.apply(push, this, [chunk, ...rest])
  }
  try {
    await act()
  } finally {
    Readable.prototype.push = push
  }
  return count
}

test('a page that only hands on never has the bytes', inFolder(async (t, folder) => {
  const bytes = new Uint8Array(20 << 20).map((_, index) => (index >> 12) % 251)
  await fs.writeFile(`${folder}/from`, bytes)
  const from = createReadStream(`${folder}/from`)
  const to = createWriteStream(`${folder}/to`)
  t.equal(await pieces(() => pipeline(from, to)), 0)
  t.deepEqual([from.bytesRead, to.bytesWritten], [bytes.length, bytes.length])
  t.ok((await fs.readFile(`${folder}/to`)).equals(bytes))
  await fs.writeFile(`${folder}/to`, 'before,')
  const behind = () => pipeline(createReadStream(`${folder}/from`, { start: 3 << 20, end: (18 << 20) - 1 }), createWriteStream(`${folder}/to`, { flags: 'a' }))
  t.equal(await pieces(behind), 0)
  const appended = await fs.readFile(`${folder}/to`)
  t.equal(appended.subarray(0, 7).toString(), 'before,')
  t.ok(appended.subarray(7).equals(bytes.subarray(3 << 20, 18 << 20)))
  const within = () => pipeline(createReadStream(`${folder}/from`, { end: 9 }), createWriteStream(`${folder}/to`, { flags: 'r+', start: 2 }))
  t.equal(await pieces(within), 0)
  t.equal((await fs.readFile(`${folder}/to`)).subarray(0, 14).toString('hex'), `6265${'00'.repeat(10)}0f0f`)
}))

test('who looks at bytes on their way gets them all', inFolder(async (t, folder) => {
  const bytes = new Uint8Array(SIZE).map((_, index) => index % 251)
  await fs.writeFile(`${folder}/from`, bytes)
  const from = createReadStream(`${folder}/from`)
  const to = from.pipe(createWriteStream(`${folder}/to`))
  let seen = 0
  from.on('data', (/** @type {Uint8Array} */ piece) => { seen += piece.length })
  await once(to, 'close')
  t.equal(seen, SIZE)
  const both = createReadStream(`${folder}/from`)
  const ends = [1, 2].map((number) => once(both.pipe(createWriteStream(`${folder}/${number}`)), 'close'))
  await Promise.all(ends)
  for (const number of [1, 2]) t.ok((await fs.readFile(`${folder}/${number}`)).equals(bytes), String(number))
}))

test('what is written besides keeps its place, and a pipe that is cut ends', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/from`, new Uint8Array(40 << 20).fill(1))
  const from = createReadStream(`${folder}/from`)
  const to = createWriteStream(`${folder}/to`)
  to.write('first')
  from.pipe(to, { end: false })
  await once(from, 'end')
  await new Promise((resolve) => to.end('last', () => resolve(undefined)))
  const whole = await fs.readFile(`${folder}/to`)
  t.deepEqual([whole.length, whole.subarray(0, 5).toString(), whole.subarray(-4).toString()], [(40 << 20) + 9, 'first', 'last'])
  const cut = createReadStream(`${folder}/from`)
  const target = createWriteStream(`${folder}/cut`)
  const ended = pipeline(cut, target).catch((error) => error.code)
  await once(target, 'open')
  cut.destroy()
  t.equal(await ended, 'ERR_STREAM_PREMATURE_CLOSE')
}))

test('a pipe says which of its ends fails', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/from`, 'x'.repeat(SIZE))
  const refused = await pipeline(createReadStream(`${folder}/from`), createWriteStream(`${folder}/from`, { flags: 'r' })).catch((error) => error)
  t.deepEqual([refused.code, refused.syscall], ['EBADF', 'write'])
  const there = await pipeline(createReadStream(folder), createWriteStream(`${folder}/to`)).catch((error) => error)
  t.deepEqual([there.code, there.syscall], ['EISDIR', 'read'])
  const none = await pipeline(createReadStream(`${folder}/from`), createWriteStream(`${folder}/no/to`)).catch((error) => error)
  t.deepEqual([none.code, none.syscall], ['ENOENT', 'open'])
  await pipeline(createReadStream('/proc/self/status'), createWriteStream(`${folder}/made-up`))
  t.ok((await fs.readFile(`${folder}/made-up`, 'utf8')).startsWith('Name:'))
}))

test('a handle gives streams', inFolder(async (t, folder) => {
  const handle = await fs.open(`${folder}/h`, 'w+')
  const writing = handle.createWriteStream({ autoClose: false })
  await new Promise((resolve) => writing.end('hello', () => resolve(undefined)))
  t.equal(await text(handle.createReadStream({ start: 1, encoding: 'utf8' })), 'ello')
  if (!handle.closed) await once(handle, 'close')
  t.ok(handle.closed)
}))

/** @param {AsyncIterable<any>} stream */
async function text (stream) {
  let all = ''
  for await (const piece of stream) all += piece
  return all
}
