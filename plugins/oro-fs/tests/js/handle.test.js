import fs from 'oro:fs/promises'
import { failure, inFolder, test } from './support/folder.js'

test('a handle reads and writes where it is told, or goes on', inFolder(async (t, folder) => {
  const handle = await fs.open(`${folder}/h`, 'w+')
  t.ok(Number.isInteger(handle.fd) && handle.opened)
  t.equal((await handle.write('hello world')).bytesWritten, 11)
  t.equal((await handle.write(new Uint8Array([88, 89, 90]), 1, 1, 0)).bytesWritten, 1)
  const buffer = new Uint8Array(8)
  t.deepEqual(await handle.read(buffer, 2, 5, 0), { bytesRead: 5, buffer })
  t.equal(new TextDecoder().decode(buffer), '\0\0Yello\0')
  t.equal((await handle.read({ buffer: new Uint8Array(4), position: 6 })).bytesRead, 4)
  t.equal((await handle.read(new Uint8Array(4), { position: 100 })).bytesRead, 0)
  await handle.close()
  t.equal(await fs.readFile(`${folder}/h`, 'utf8'), 'Yello world')
}))

test('reads without a position follow each other', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/h`, 'abcdef')
  const handle = await fs.open(`${folder}/h`)
  const first = await handle.read(new Uint8Array(2), 0, 2)
  t.deepEqual([...first.buffer], [97, 98])
  t.equal(await handle.readFile('utf8'), 'cdef')
  t.equal(await handle.readFile('utf8'), '')
  await handle.close()
}))

test('appending goes to the end', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/h`, 'abc')
  const handle = await fs.open(`${folder}/h`, 'a')
  await handle.appendFile('d')
  await handle.writeFile(['e', 'f'])
  await handle.close()
  t.equal(await fs.readFile(`${folder}/h`, 'utf8'), 'abcdef')
}))

test('it knows, cuts, syncs and dates its file', inFolder(async (t, folder) => {
  const handle = await fs.open(`${folder}/h`, 'w+')
  await handle.writeFile('abcdef')
  await handle.truncate(2)
  await handle.sync()
  await handle.datasync()
  await handle.utimes(10, 20)
  await handle.chmod(0o600)
  const stat = await handle.stat()
  t.deepEqual([stat.size, stat.mtimeMs, stat.mode & 0o777], [2, 20000, 0o600])
  await handle.close()
}))

test('several buffers at once', inFolder(async (t, folder) => {
  const handle = await fs.open(`${folder}/h`, 'w+')
  await handle.writev([new Uint8Array([1, 2]), new Uint8Array([3])])
  const buffers = [new Uint8Array(1), new Uint8Array(4)]
  t.equal((await handle.readv(buffers, 0)).bytesRead, 3)
  t.deepEqual(buffers.map((buffer) => [...buffer]), [[1], [2, 3, 0, 0]])
  await handle.close()
}))

test('lines and pieces can be looped over', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/h`, 'one\r\ntwo\n\nfoür')
  const lines = []
  for await (const line of (await fs.open(`${folder}/h`)).readLines()) lines.push(line)
  t.deepEqual(lines, ['one', 'two', '', 'foür'])
  let size = 0
  for await (const piece of await fs.open(`${folder}/h`)) size += piece.length
  t.equal(size, 15)
  const handle = await fs.open(`${folder}/h`)
  t.equal((await new Response(handle.readableWebStream()).text()).length, 14)
  t.ok(handle.opened, 'the web stream leaves it open')
  await handle.close()
}))

test('closing is once, and everything afterwards says so', inFolder(async (t, folder) => {
  const handle = await fs.open(`${folder}/h`, 'w')
  await Promise.all([handle.close(), handle.close()])
  await handle.close()
  t.equal(handle.fd, -1)
  for (const failing of [() => handle.read(new Uint8Array(1)), () => handle.write('x'), () => handle.stat()]) {
    const error = await failure(failing)
    t.deepEqual([error.message, error.code], ['file closed', 'EBADF'])
  }
}))

test('arguments are checked', inFolder(async (t, folder) => {
  const handle = await fs.open(`${folder}/h`, 'w+')
  t.equal((await failure(handle.read(new Uint8Array(4), 5))).code, 'ERR_OUT_OF_RANGE')
  t.equal((await failure(handle.read(new Uint8Array(4), 0, 9))).code, 'ERR_OUT_OF_RANGE')
  t.equal((await failure(handle.write(5))).code, 'ERR_INVALID_ARG_TYPE')
  await handle.close()
}))

test('leaving a block closes it', inFolder(async (t, folder) => {
  const handle = await fs.open(`${folder}/h`, 'w')
  const dispose = /** @type {any} */ (handle)[Symbol.asyncDispose]
  if (!dispose) return t.ok(!('asyncDispose' in Symbol), 'this engine has no such thing')
  await dispose.call(handle)
  return t.ok(handle.closed)
}))
