import { Buffer } from 'oro:buffer'
import sync from 'oro:fs'
import fs from 'oro:fs/promises'
import { failure, inFolder, test } from './support/folder.js'

test('text comes back as it was written', inFolder(async (t, folder) => {
  const path = `${folder}/a.txt`
  await fs.writeFile(path, 'grüße ✓ 🎈\n')
  t.equal(await fs.readFile(path, 'utf8'), 'grüße ✓ 🎈\n')
  await fs.appendFile(path, 'more')
  t.equal(await fs.readFile(path, { encoding: 'utf-8' }), 'grüße ✓ 🎈\nmore')
  await fs.writeFile(path, '')
  t.equal(await fs.readFile(path, 'utf8'), '')
}))

test('bytes come back as they were written', inFolder(async (t, folder) => {
  const path = `${folder}/bytes`
  const bytes = Uint8Array.from({ length: 300000 }, (_, index) => (index * 7) % 256)
  await fs.writeFile(path, bytes)
  const read = await fs.readFile(path)
  t.ok(Buffer.isBuffer(read))
  t.deepEqual(new Uint8Array(read), bytes)
  await fs.writeFile(path, new DataView(bytes.buffer, 1, 3))
  t.deepEqual([...await fs.readFile(path)], [...bytes.subarray(1, 4)], 'a view is written as what it shows')
}))

test('a file is replaced in one step', inFolder(async (t, folder) => {
  const path = `${folder}/atomic`
  await fs.writeFile(path, 'made', { atomic: true, mode: 0o600 })
  await fs.writeFile(path, 'replaced', { atomic: true, mode: 0o777, flush: true })
  t.equal(await fs.readFile(path, 'utf8'), 'replaced')
  t.equal((await fs.stat(path)).mode & 0o777, 0o600, 'the mode stays')
  await fs.writeFile(path, (function * () { yield 'in '; yield Buffer.from('pieces') })(), { atomic: true })
  t.equal(await fs.readFile(path, 'utf8'), 'in pieces')
  sync.writeFileSync(path, 'at once', { atomic: true })
  await new Promise((resolve, reject) => {
    sync.writeFile(`${path}2`, 'called back', { atomic: true }, (/** @type {any} */ error) => error ? reject(error) : resolve(undefined))
  })
  t.equal(await fs.readFile(path, 'utf8') + await fs.readFile(`${path}2`, 'utf8'), 'at oncecalled back')
  t.deepEqual((await fs.readdir(folder)).sort(), ['atomic', 'atomic2'], 'nothing is left beside them')
  t.equal((await failure(fs.writeFile(`${folder}/no/file`, '', { atomic: true }))).code, 'ENOENT')
  t.equal((await failure(fs.writeFile(path, '', { atomic: true, flag: 'a' }))).code, 'ERR_INVALID_ARG_VALUE')
  t.equal((await failure(fs.writeFile(path, '', { atomic: 1 }))).code, 'ERR_INVALID_ARG_TYPE')
  t.equal((await failure(fs.appendFile(path, '', { atomic: true }))).code, 'ERR_INVALID_ARG_VALUE')
  const big = new Uint8Array(40 << 20).fill(7)
  await fs.writeFile(path, big, { atomic: true })
  t.equal((await fs.stat(path)).size, big.length, 'a large one too')
}))

test('a file that is JSON is still only bytes', inFolder(async (t, folder) => {
  const path = `${folder}/err.json`
  const text = '{"err":{"message":"no","type":"NotFoundError"},"source":"fs.readFile"}'
  await fs.writeFile(path, text)
  t.equal(await fs.readFile(path, 'utf8'), text)
}))

test('every encoding goes both ways', inFolder(async (t, folder) => {
  const path = `${folder}/encoded`
  const texts = { utf8: 'é🎈', utf16le: 'é🎈', latin1: 'é\u0080ÿ', ascii: 'plain', hex: '00ff7f', base64: 'AP9/gA==', base64url: '_-8AAQ' }
  for (const [encoding, text] of Object.entries(texts)) {
    await fs.writeFile(path, text, encoding)
    t.equal(await fs.readFile(path, encoding), text, encoding)
  }
  await fs.writeFile(path, new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff]))
  t.equal(await fs.readFile(path, 'utf8'), '\ufeffa\ufffd', 'a mark stays, what is no UTF-8 is replaced')
}))

test('what yields pieces is written piece by piece', inFolder(async (t, folder) => {
  const path = `${folder}/pieces`
  async function * pieces () {
    yield 'one '
    yield new TextEncoder().encode('two ')
    yield 'three'
  }
  await fs.writeFile(path, pieces())
  t.equal(await fs.readFile(path, 'utf8'), 'one two three')
}))

test('flags mean what they mean in Node', inFolder(async (t, folder) => {
  const path = `${folder}/flags`
  await fs.writeFile(path, 'abc', { flag: 'wx', mode: 0o600 })
  t.equal((await fs.stat(path)).mode & 0o777, 0o600)
  t.equal((await failure(fs.writeFile(path, 'x', { flag: 'wx' }))).code, 'EEXIST')
  await fs.writeFile(path, 'd', { flag: 'a' })
  await fs.writeFile(path, 'X', { flag: 'r+' })
  t.equal(await fs.readFile(path, 'utf8'), 'Xbcd')
}))

test('names of any kind work', inFolder(async (t, folder) => {
  const names = ['a b', '100%', '%41', '#?&=+', 'é', 'e\u0301', '🎈', "it's", 'new\nline', '.hidden', 'x'.repeat(255)]
  for (const name of names) await fs.writeFile(`${folder}/${name}`, name)
  t.deepEqual((await fs.readdir(folder)).sort(), [...names].sort())
  for (const name of names) t.equal(await fs.readFile(`${folder}/${name}`, 'utf8'), name)
}))

test('a path may be a URL or bytes', inFolder(async (t, folder) => {
  const url = new URL(`file://${folder}/u%20rl`)
  await fs.writeFile(url, 'x')
  t.equal(await fs.readFile(`${folder}/u rl`, 'utf8'), 'x')
  const raw = new Uint8Array([...new TextEncoder().encode(`${folder}/`), 0xff, 0xfe])
  await fs.writeFile(raw, 'raw')
  t.equal(await fs.readFile(raw, 'utf8'), 'raw', 'even when it is no UTF-8')
  const [, name] = (await fs.readdir(folder, 'buffer')).map((/** @type {Uint8Array} */ bytes) => [...bytes]).sort()
  t.deepEqual([...name].length, 2)
  t.equal(await fs.readFile(`${location.origin}/oro.toml`, 'utf8').then((text) => text.includes('[meta]')), true, 'the app itself')
}))

test('folders are made, listed and removed', inFolder(async (t, folder) => {
  t.equal(await fs.mkdir(`${folder}/a/b/c`, { recursive: true }), `${folder}/a`)
  t.equal(await fs.mkdir(`${folder}/a/b/c`, { recursive: true }), undefined)
  await fs.writeFile(`${folder}/a/b/f`, '')
  await fs.symlink('b', `${folder}/a/l`)
  t.deepEqual(await fs.readdir(`${folder}/a`), ['b', 'l'])
  const entries = await fs.readdir(`${folder}/a`, { withFileTypes: true })
  t.deepEqual(entries.map((/** @type {any} */ entry) => [entry.name, entry.isDirectory(), entry.isSymbolicLink()]), [['b', true, false], ['l', false, true]])
  t.equal(entries[0].parentPath, `${folder}/a`)
  t.deepEqual((await fs.readdir(folder, { recursive: true })).sort(), ['a', 'a/b', 'a/b/c', 'a/b/f', 'a/l'])
  await fs.rmdir(`${folder}/a/b/c`)
  await fs.rm(`${folder}/a`, { recursive: true })
  t.deepEqual(await fs.readdir(folder), [])
  await fs.rm(`${folder}/a`, { force: true })
}))

test('a large folder is opened and read piece by piece', inFolder(async (t, folder) => {
  const names = Array.from({ length: 100 }, (_, index) => `f${index}`)
  await Promise.all(names.map((name) => fs.writeFile(`${folder}/${name}`, '')))
  const seen = []
  for await (const entry of await fs.opendir(folder)) seen.push(entry.name)
  t.deepEqual(seen.sort(), names.sort())
  const dir = await fs.opendir(folder, { bufferSize: 1 })
  t.ok((await dir.read())?.isFile())
  await dir.close()
  t.equal((await failure(dir.read())).code, 'ERR_DIR_CLOSED')
}))

test('stat tells what there is', inFolder(async (t, folder) => {
  const path = `${folder}/s`
  const before = Date.now()
  await fs.writeFile(path, 'abc')
  const stat = await fs.stat(path)
  t.ok(stat.isFile() && !stat.isDirectory() && !stat.isSymbolicLink())
  t.equal(stat.size, 3)
  t.ok(Math.abs(stat.mtimeMs - before) < 60000 && stat.mtime instanceof Date)
  t.ok((await fs.stat(folder)).isDirectory())
  const big = await fs.stat(path, { bigint: true })
  t.ok(big.size === 3n && typeof /** @type {any} */ (big).mtimeNs === 'bigint')
  await fs.utimes(path, 1000, new Date(2000500))
  t.deepEqual([(await fs.stat(path)).atimeMs, (await fs.stat(path)).mtimeMs], [1000000, 2000500])
  await fs.symlink('s', `${folder}/l`)
  t.ok((await fs.lstat(`${folder}/l`)).isSymbolicLink() && (await fs.stat(`${folder}/l`)).isFile())
  await fs.chmod(path, '400')
  t.equal((await fs.stat(path)).mode & 0o777, 0o400)
}))

test('files are renamed, copied, linked and cut', inFolder(async (t, folder) => {
  await fs.writeFile(`${folder}/a`, 'abc')
  await fs.rename(`${folder}/a`, `${folder}/b`)
  await fs.copyFile(`${folder}/b`, `${folder}/c`)
  t.equal((await failure(fs.copyFile(`${folder}/b`, `${folder}/c`, fs.constants.COPYFILE_EXCL))).code, 'EEXIST')
  await fs.link(`${folder}/b`, `${folder}/d`)
  t.equal((await fs.stat(`${folder}/d`)).nlink, 2)
  await fs.truncate(`${folder}/c`, 1)
  t.equal(await fs.readFile(`${folder}/c`, 'utf8'), 'a')
  await fs.symlink('b', `${folder}/l`)
  t.equal(await fs.readlink(`${folder}/l`), 'b')
  t.equal(await fs.realpath(`${folder}/l`), `${folder}/b`)
  await fs.unlink(`${folder}/l`)
  await fs.access(`${folder}/b`, fs.constants.R_OK)
  t.deepEqual(await fs.readdir(folder), ['b', 'c', 'd'])
}))

test('constants are this system’s', async (t) => {
  const { default: ipc } = await import('oro:ipc')
  const { data } = await ipc.request('fs.constants')
  for (const [name, value] of Object.entries(fs.constants)) {
    if (typeof value === 'number') t.equal(value, data[name], name)
  }
})

test('an aborted signal leaves the file alone', inFolder(async (t, folder) => {
  const path = `${folder}/a`
  await fs.writeFile(path, 'kept')
  const signal = AbortSignal.abort()
  for (const failing of [() => fs.readFile(path, { signal }), () => fs.writeFile(path, 'lost', { signal })]) {
    const error = await failure(failing)
    t.deepEqual([error.name, error.code, error.message], ['AbortError', 'ABORT_ERR', 'The operation was aborted'])
  }
  t.equal(await fs.readFile(path, 'utf8'), 'kept')
}))

test('a large folder is copied whole, modes and times included', inFolder(async (t, folder) => {
  const all = []
  for (const inner of ['from', 'from/d', 'from/d/e']) {
    await fs.mkdir(`${folder}/${inner}`)
    for (let number = 0; number < 100; number++) all.push(`${inner}/${number}`)
  }
  await Promise.all(all.map((name) => fs.writeFile(`${folder}/${name}`, name, { mode: 0o640 })))
  await fs.chmod(`${folder}/from/d`, 0o700)
  await fs.utimes(`${folder}/from/d/7`, 10, 20)
  await fs.cp(`${folder}/from`, `${folder}/to`, { recursive: true, preserveTimestamps: true })
  await fs.cp(`${folder}/from`, `${folder}/fast`, { recursive: true })
  for (const name of ['to', 'fast']) {
    const texts = await Promise.all(all.map((path) => fs.readFile(`${folder}/${path.replace('from', name)}`, 'utf8')))
    t.deepEqual(texts, all)
    t.equal((await fs.stat(`${folder}/${name}/d`)).mode & 0o777, 0o700)
    t.equal((await fs.stat(`${folder}/${name}/d/e/3`)).mode & 0o777, 0o640)
  }
  t.equal((await fs.stat(`${folder}/to/d/7`)).mtimeMs, 20000)
  const failed = await failure(fs.cp(`${folder}/from`, `${folder}/fast`, { recursive: true, force: false, errorOnExist: true }))
  t.equal(failed.code, 'ERR_FS_CP_EEXIST')
}))
