/** Values that are wrong almost everywhere. */
const ODD = [undefined, null, true, 3.5, -1, 4294967296, 'text', '', {}, [], NaN, Infinity, 5n, Symbol('s'), () => {}]

/** @type {Record<string, (stage: import('../transcript.js').Stage) => any>} */
export const scenarios = {
  async paths ({ every, folder }) {
    const odd = [...ODD.filter((value) => typeof value !== 'string' && typeof value !== 'function'), 'a\0b']
    odd.push(new URL('https://example.org/x'), new URL('file:///a%2fb'), new URL('file:///a%00b'))
    for (const value of odd.filter((value, index) => index === 0 || value !== undefined)) {
      await every(`stat ${String(value)}`, 'stat', value)
      await every(`rename ${String(value)}`, 'rename', value, 'x')
      await every(`rename to ${String(value)}`, 'rename', 'x', value)
      await every(`mkdtemp ${String(value)}`, 'mkdtemp', value)
      await every(`symlink ${String(value)}`, 'symlink', value, `${folder}/x`)
      await every(`cp ${String(value)}`, 'cp', value, `${folder}/x`)
      await every(`unlink ${String(value)}`, 'unlink', value)
      if (value !== -1 && !['bigint', 'symbol'].includes(typeof value)) await every(`readFile ${String(value)}`, 'readFile', value)
      if (value !== -1 && !['bigint', 'symbol'].includes(typeof value)) await every(`writeFile ${String(value)}`, 'writeFile', value, 'x')
    }
  },

  async numbers ({ fs, every, folder }) {
    fs.writeFileSync(`${folder}/f`, 'x')
    for (const value of ODD.slice(0, -1)) {
      await every(`access ${String(value)}`, 'access', `${folder}/f`, value)
      await every(`chmod ${String(value)}`, 'chmod', `${folder}/none`, value)
      await every(`chown ${String(value)}`, 'chown', `${folder}/none`, value, 0)
      await every(`lchown ${String(value)}`, 'lchown', `${folder}/none`, 0, value)
      await every(`utimes ${String(value)}`, 'utimes', `${folder}/none`, value, 0)
      await every(`truncate ${String(value)}`, 'truncate', `${folder}/f`, typeof value === 'number' && value > 9 ? 2 : value)
      await every(`copyFile ${String(value)}`, 'copyFile', `${folder}/none`, `${folder}/x`, value)
      await every(`symlink type ${String(value)}`, 'symlink', 'x', `${folder}/f`, value)
    }
  },

  async options ({ fs, every, attempt, folder }) {
    fs.writeFileSync(`${folder}/f`, 'x')
    fs.mkdirSync(`${folder}/d`)
    for (const value of ODD.slice(0, -1)) {
      if (value !== -1) await every(`open flags ${String(value)}`, 'open', `${folder}/none/x`, value)
      await every(`open mode ${String(value)}`, 'open', `${folder}/none/x`, 'w', value)
      await every(`readFile ${String(value)}`, 'readFile', `${folder}/none`, value)
      if (value && typeof value !== 'number') await every(`readFile flag ${String(value)}`, 'readFile', `${folder}/none`, { flag: value })
      await every(`writeFile ${String(value)}`, 'writeFile', `${folder}/none/x`, 'x', value)
      await every(`writeFile data ${String(value)}`, 'writeFile', `${folder}/none/x`, value)
      await every(`appendFile mode ${String(value)}`, 'appendFile', `${folder}/none/x`, 'x', { mode: value })
      await every(`mkdir ${String(value)}`, 'mkdir', `${folder}/none/x`, value)
      await every(`mkdir recursive ${String(value)}`, 'mkdir', `${folder}/none/x/`, { recursive: value, mode: 'zz' })
      await every(`readdir ${String(value)}`, 'readdir', `${folder}/d`, value)
      await attempt(`readdir recursive ${String(value)}`, () => fs.readdirSync(`${folder}/d`, { recursive: value }))
      await every(`readlink ${String(value)}`, 'readlink', `${folder}/f`, value)
      await every(`rm ${String(value)}`, 'rm', `${folder}/none`, value)
      await every(`rm force ${String(value)}`, 'rm', `${folder}/none`, { force: value })
      await every(`rm recursive ${String(value)}`, 'rm', `${folder}/none`, { recursive: value })
      await every(`rm retries ${String(value)}`, 'rm', `${folder}/none`, { maxRetries: value })
      await every(`rmdir ${String(value)}`, 'rmdir', `${folder}/none`, value)
      await every(`cp ${String(value)}`, 'cp', `${folder}/none`, `${folder}/x`, value)
      await every(`cp mode ${String(value)}`, 'cp', `${folder}/none`, `${folder}/x`, { mode: value })
      await every(`cp filter ${String(value)}`, 'cp', `${folder}/none`, `${folder}/x`, { filter: value })
      await attempt(`opendir ${String(value)}`, () => fs.promises.opendir(`${folder}/d`, value).then((/** @type {any} */ dir) => dir.close()))
      if (value !== undefined) await attempt(`opendir size ${String(value)}`, () => fs.opendirSync(`${folder}/d`, { bufferSize: value }).closeSync())
      if (value !== null) await every(`statfs ${String(value)}`, 'statfs', `${folder}/none`, value)
    }
  },

  async descriptors ({ fs, every, attempt, folder }) {
    // Node itself ends when closeSync() gets a symbol, and has two ways of naming a bigint and a function.
    for (const value of [...ODD.filter((value) => !['symbol', 'bigint', 'function'].includes(typeof value)), 2147483648, 123456]) {
      for (const name of ['close', 'fstat', 'fsync', 'fdatasync', 'ftruncate']) await every(`${name} ${String(value)}`, name, value)
      await every(`fchmod ${String(value)}`, 'fchmod', value, 0o600)
      await every(`fchown ${String(value)}`, 'fchown', value, 0, 0)
      await every(`futimes ${String(value)}`, 'futimes', value, 0, 0)
    }
    const fd = fs.openSync(`${folder}/f`, 'w+')
    for (const value of ODD.slice(0, -1)) {
      await every(`fchmod mode ${String(value)}`, 'fchmod', fd, value)
      await every(`fchown uid ${String(value)}`, 'fchown', fd, value, 0)
      await every(`futimes ${String(value)}`, 'futimes', fd, value, value)
      await every(`ftruncate ${String(value)}`, 'ftruncate', fd, typeof value === 'number' && value > 1e6 ? 5.5 : value)
      await every(`read into ${String(value)}`, 'read', fd, value)
      if (typeof value !== 'object') await every(`read offset ${String(value)}`, 'read', fd, new Uint8Array(4), value, 1, 0)
      if (value !== null && !['bigint', 'symbol'].includes(typeof value)) await every(`read length ${String(value)}`, 'read', fd, new Uint8Array(4), 0, value, 0)
      await every(`read position ${String(value)}`, 'read', fd, new Uint8Array(4), 0, 1, value)
      if (!Array.isArray(value)) await every(`write offset ${String(value)}`, 'write', fd, new Uint8Array(4), value, 1, 0)
      await every(`write length ${String(value)}`, 'write', fd, new Uint8Array(4), 0, value, 0)
      await every(`write data ${String(value)}`, 'write', fd, value)
      await every(`readv ${String(value)}`, 'readv', fd, value)
      await every(`writev ${String(value)}`, 'writev', fd, value)
    }
    await every('read past the end of a buffer', 'read', fd, new Uint8Array(4), 2, 3, 0)
    await every('read beyond a buffer', 'read', fd, new Uint8Array(4), 5, 0, 0)
    await every('write past the end of a buffer', 'write', fd, new Uint8Array(4), 2, 3, 0)
    await every('read into nothing', 'read', fd, new Uint8Array(0), 0, 0, 0)
    await every('write hex', 'write', fd, 'abc', 0, 'hex')
    await attempt('close', () => fs.closeSync(fd))
  },

  async callbacks ({ fs, attempt, folder }) {
    const file = `${folder}/f`
    await attempt('readFile', () => fs.readFile(file))
    await attempt('writeFile', () => fs.writeFile(file, 'x'))
    for (const value of [undefined, null, 5, 'x', {}]) {
      await attempt(`stat ${String(value)}`, () => fs.stat(file, value))
      await attempt(`stat options ${String(value)}`, () => fs.stat(file, {}, value))
      await attempt(`open ${String(value)}`, () => fs.open(file, 'r', 0o666, value))
      await attempt(`mkdir ${String(value)}`, () => fs.mkdir(file, {}, value))
      await attempt(`rename ${String(value)}`, () => fs.rename(file, file, value))
      await attempt(`exists ${String(value)}`, () => fs.exists(file, value))
      await attempt(`cp ${String(value)}`, () => fs.cp(file, file, {}, value))
      await attempt(`read ${String(value)}`, () => fs.read(1, new Uint8Array(1), 0, 1, 0, value))
      await attempt(`opendir ${String(value)}`, () => fs.opendir(file, {}, value))
      await attempt(`watchFile ${String(value)}`, () => fs.watchFile(file, {}, value))
      await attempt(`existsSync ${String(value)}`, () => fs.existsSync(value))
    }
  }
}
