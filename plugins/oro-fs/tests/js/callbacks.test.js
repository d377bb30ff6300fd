import fs from 'oro:fs'
import { failure, inFolder, test } from './support/folder.js'

test('callbacks get the error first, then the value', inFolder(async (t, folder) => {
  const path = `${folder}/a`
  t.equal(await called((done) => fs.writeFile(path, 'abc', done)), undefined)
  t.equal(await called((done) => fs.readFile(path, 'utf8', done)), 'abc')
  t.equal((await called((done) => fs.stat(path, done))).size, 3)
  t.deepEqual(await called((done) => fs.readdir(folder, done)), ['a'])
  t.equal(await called((done) => fs.realpath(path, done)), path)
  t.equal(await called((done) => fs.mkdir(`${folder}/x/y`, { recursive: true }, done)), `${folder}/x`)
  t.equal((await failure(called((done) => fs.readFile(`${folder}/none`, done)))).code, 'ENOENT')
  t.ok(await new Promise((resolve) => fs.exists(path, resolve)))
  t.ok(!await new Promise((resolve) => fs.exists(`${folder}/none`, resolve)))
  t.throws(() => fs.stat(path), /"cb" argument must be of type function. Received undefined/)
  t.throws(() => fs.stat('a\0', () => {}), /without null bytes/)
}))

test('open files have numbers', inFolder(async (t, folder) => {
  const fd = await called((done) => fs.open(`${folder}/a`, 'w+', done))
  t.ok(Number.isInteger(fd) && fd > 2)
  const written = await new Promise((resolve) => fs.write(fd, 'hello', (/** @type {any[]} */ ...args) => resolve(args)))
  t.deepEqual(written, [null, 5, 'hello'])
  const buffer = new Uint8Array(5)
  const read = await new Promise((resolve) => fs.read(fd, buffer, 0, 5, 0, (/** @type {any[]} */ ...args) => resolve(args)))
  t.deepEqual(read, [null, 5, buffer])
  t.equal(new TextDecoder().decode(buffer), 'hello')
  await called((done) => fs.ftruncate(fd, 2, done))
  t.equal((await called((done) => fs.fstat(fd, done))).size, 2)
  t.equal(await called((done) => fs.close(fd, done)), undefined)
  const error = await failure(called((done) => fs.close(fd, done)))
  t.equal(error.message, 'EBADF: bad file descriptor, close')
}))

test('the synchronous functions do it at once', inFolder((t, folder) => {
  const path = `${folder}/a`
  fs.writeFileSync(path, 'héllo')
  fs.appendFileSync(path, '!')
  t.equal(fs.readFileSync(path, 'utf8'), 'héllo!')
  t.deepEqual([...fs.readFileSync(path).subarray(0, 3)], [0x68, 0xc3, 0xa9])
  fs.mkdirSync(`${folder}/d/e`, { recursive: true })
  t.deepEqual(fs.readdirSync(folder), ['a', 'd'])
  t.deepEqual(fs.readdirSync(folder, { recursive: true }), ['a', 'd', 'd/e'])
  t.ok(fs.statSync(folder).isDirectory() && fs.existsSync(path) && !fs.existsSync(`${folder}/none`))
  t.equal(fs.statSync(`${folder}/none`, { throwIfNoEntry: false }), undefined)
  t.throws(() => fs.statSync(`${folder}/none`), /ENOENT: no such file or directory, stat/)
  fs.renameSync(path, `${folder}/b`)
  fs.copyFileSync(`${folder}/b`, path)
  fs.symlinkSync('b', `${folder}/l`)
  t.equal(fs.readlinkSync(`${folder}/l`), 'b')
  const dir = fs.opendirSync(folder)
  const names = []
  for (let entry = dir.readSync(); entry; entry = dir.readSync()) names.push(entry.name)
  dir.closeSync()
  t.deepEqual(names.sort(), ['a', 'b', 'd', 'l'])
  fs.rmSync(`${folder}/d`, { recursive: true })
  fs.unlinkSync(`${folder}/l`)
  t.deepEqual(fs.readdirSync(folder), ['a', 'b'])
}))

test('numbers work at once, too', inFolder((t, folder) => {
  const fd = fs.openSync(`${folder}/a`, 'w+')
  t.equal(fs.writeSync(fd, 'abcdef'), 6)
  t.equal(fs.writeSync(fd, new Uint8Array([88]), 0, 1, 1), 1)
  const buffer = new Uint8Array(3)
  t.equal(fs.readSync(fd, buffer, 0, 3, 0), 3)
  t.equal(new TextDecoder().decode(buffer), 'aXc')
  t.equal(fs.fstatSync(fd).size, 6)
  fs.closeSync(fd)
  t.throws(() => fs.readSync(fd, buffer), /EBADF: bad file descriptor, read/)
  t.equal(fs.readFileSync(`${folder}/a`, 'latin1'), 'aXcdef')
}))

test('every name Node’s fs has is here, working or refusing', (t) => {
  const names = `access appendFile chmod chown close copyFile cp createReadStream createWriteStream exists fchmod fchown
    fdatasync fstat fsync ftruncate futimes lchmod lchown link lstat lutimes mkdir mkdtemp open openAsBlob opendir read
    readFile readdir readlink readv realpath rename rm rmdir stat statfs symlink truncate unlink unwatchFile utimes watch
    watchFile write writeFile writev Dir Dirent ReadStream Stats WriteStream constants promises`.split(/\s+/)
  const alone = new Set(['close', 'createReadStream', 'createWriteStream', 'openAsBlob', 'unwatchFile', 'watch', 'watchFile'])
  t.deepEqual(names.filter((name) => !(name in fs)), [])
  const sync = names.filter((name) => /^[a-z]/.test(name) && !alone.has(name) && name !== 'constants' && name !== 'promises')
  t.deepEqual(sync.filter((name) => !(`${name}Sync` in fs)), [])
  const missing = ['exists', 'fchmod', 'fchown', 'fdatasync', 'fstat', 'fsync', 'ftruncate', 'futimes', 'read', 'readv', 'write', 'writev', 'openAsBlob']
  t.deepEqual(sync.filter((name) => !missing.includes(name) && !(name in fs.promises)), [])
})

test('node: and oro: name the same modules', async (t) => {
  const [named, promises, constants] = await Promise.all(['node:fs', 'node:fs/promises', 'node:fs/constants'].map((name) => import(name)))
  t.equal(named.default, (await import('oro:fs')).default)
  t.equal(named.default.promises, promises.default)
  t.equal(named.default.constants, constants.default)
  t.equal(named.readFileSync, fs.readFileSync)
  named.default.added = 1
  t.equal(named.default.added, 1, 'libraries may put their own functions in')
  delete named.default.added
})

/**
 * @param {(done: (error: any, value?: any) => void) => any} call
 * @returns {Promise<any>}
 */
function called (call) {
  return new Promise((resolve, reject) => { call((error, value) => error ? reject(error) : resolve(value)) })
}
