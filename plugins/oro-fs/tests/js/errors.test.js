import fs from 'oro:fs/promises'
import { failure, inFolder, test } from './support/folder.js'

test('errors of the system speak as Node does', inFolder(async (t, folder) => {
  const [none, dir, file] = [`${folder}/none`, `${folder}/dir`, `${folder}/file`]
  await fs.mkdir(`${dir}/inner`, { recursive: true })
  await fs.writeFile(file, 'x')
  const noent = 'ENOENT: no such file or directory'
  /** @type {[() => Promise<any>, string, string | undefined, number, string][]} */
  const cases = [
    [() => fs.readFile(none), `${noent}, open '${none}'`, 'open', -2, none],
    [() => fs.writeFile(`${none}/x`, ''), `${noent}, open '${none}/x'`, 'open', -2, `${none}/x`],
    [() => fs.open(none), `${noent}, open '${none}'`, 'open', -2, none],
    [() => fs.stat(none), `${noent}, stat '${none}'`, 'stat', -2, none],
    [() => fs.lstat(none), `${noent}, lstat '${none}'`, 'lstat', -2, none],
    [() => fs.access(none), `${noent}, access '${none}'`, 'access', -2, none],
    [() => fs.readdir(none), `${noent}, scandir '${none}'`, 'scandir', -2, none],
    [() => fs.readdir(file), `ENOTDIR: not a directory, scandir '${file}'`, 'scandir', -20, file],
    [() => fs.opendir(none), `${noent}, opendir '${none}'`, 'opendir', -2, none],
    [() => fs.mkdir(dir), `EEXIST: file already exists, mkdir '${dir}'`, 'mkdir', -17, dir],
    [() => fs.rmdir(dir), `ENOTEMPTY: directory not empty, rmdir '${dir}'`, 'rmdir', -39, dir],
    [() => fs.unlink(dir), `EISDIR: illegal operation on a directory, unlink '${dir}'`, 'unlink', -21, dir],
    [() => fs.rm(none), `${noent}, lstat '${none}'`, 'lstat', -2, none],
    [() => fs.readlink(file), `EINVAL: invalid argument, readlink '${file}'`, 'readlink', -22, file],
    [() => fs.realpath(none), `${noent}, realpath '${none}'`, 'realpath', -2, none],
    [() => fs.truncate(none), `${noent}, open '${none}'`, 'open', -2, none],
    [() => fs.utimes(none, 1, 1), `${noent}, utime '${none}'`, 'utime', -2, none],
    [() => fs.rename(none, file), `${noent}, rename '${none}' -> '${file}'`, 'rename', -2, none],
    [() => fs.copyFile(none, file), `${noent}, copyfile '${none}' -> '${file}'`, 'copyfile', -2, none]
  ]
  for (const [failing, message, syscall, errno, path] of cases) {
    const error = await failure(failing)
    t.deepEqual([error.message, error.syscall, error.errno, error.path], [message, syscall, errno, path], message)
    t.equal(error.code, message.split(':')[0])
    t.equal(error.constructor, Error)
  }
  t.equal((await failure(fs.rename(none, file))).dest, file)
}))

test('reading a folder, and removing one, say what Node says', inFolder(async (t, folder) => {
  const reading = await failure(fs.readFile(folder))
  t.deepEqual([reading.message, reading.syscall, reading.path], ['EISDIR: illegal operation on a directory, read', 'read', undefined])
  const removing = await failure(fs.rm(folder))
  t.equal(removing.message, `Path is a directory: rm returned EISDIR (is a directory) ${folder}`)
  t.deepEqual([removing.code, removing.name, removing.errno], ['ERR_FS_EISDIR', 'SystemError', 21])
}))

test('arguments that make no sense are told before anything is done', async (t) => {
  const any = /** @type {any} */ (fs)
  const cases = {
    'The "path" argument must be of type string or an instance of Buffer or URL. Received type number (3.5)': () => any.stat(3.5),
    'The argument \'path\' must be a string, Uint8Array, or URL without null bytes. Received \'a\\x00b\'': () => any.readFile('a\0b'),
    'The argument \'encoding\' is invalid encoding. Received \'foo\'': () => any.readFile('x', 'foo'),
    'The argument \'flags\' is invalid. Received \'zz\'': () => any.open('x', 'zz'),
    'The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received type number (5)': () => any.writeFile('x', 5),
    'The argument \'mode\' must be a 32-bit unsigned integer or an octal string. Received \'zz\'': () => any.chmod('x', 'zz'),
    'The "options" argument must be one of type string or object. Received type number (5)': () => any.readFile('x', 5),
    'The URL must be of scheme file': () => any.readFile(new URL('https://example.org/x'))
  }
  for (const [message, failing] of Object.entries(cases)) {
    const error = await failure(failing)
    t.equal(error.message, message)
    t.ok(error instanceof TypeError && /** @type {any} */ (error).code.startsWith('ERR_INVALID_'))
  }
})
