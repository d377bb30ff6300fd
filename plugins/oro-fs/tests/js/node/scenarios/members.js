const LEFT_OUT = ['EXTENSIONLESS_FORMAT_JAVASCRIPT', 'EXTENSIONLESS_FORMAT_WASM']

/** @type {Record<string, (stage: import('../transcript.js').Stage) => any>} */
export const scenarios = {
  exports ({ fs, say }) {
    for (const name of NAMES) say(name, typeof fs[name])
    for (const name of PROMISES) say(`promises.${name}`, typeof fs.promises[name])
  },

  constants ({ fs, say }) {
    const { constants } = fs
    const named = Object.keys(constants).filter((name) => !LEFT_OUT.includes(name)).sort()
    say('fs.constants', named.map((name) => [name, constants[name]]))
    say('fs.promises.constants', fs.promises.constants === constants)
  },

  async stats ({ fs, fsp, folder, say }) {
    fs.writeFileSync(`${folder}/f`, 'x')
    for (const bigint of [false, true]) {
      for (const stats of [fs.statSync(`${folder}/f`, { bigint }), await fsp.lstat(`${folder}/f`, { bigint })]) {
        say('keys', Object.keys(stats))
        say('types', Object.keys(stats).map((key) => typeof stats[key]))
        say('class', stats.constructor.name)
        say('is', KINDS.map((kind) => stats[kind]()))
        say('Stats', stats instanceof fs.Stats)
      }
    }
    const statfs = fs.statfsSync(folder)
    say('statfs', [statfs.constructor.name, Object.keys(statfs), Object.values(statfs).map((value) => typeof value)])
    const big = await fsp.statfs(folder, { bigint: true })
    say('statfs bigint', Object.entries(big).map(([key, value]) => [key, typeof value]))
    say('statfs type', statfs.type === Number(big.type) && statfs.bsize === Number(big.bsize))
  },

  async entries ({ fs, fsp, folder, say }) {
    fs.mkdirSync(`${folder}/d`)
    fs.symlinkSync('d', `${folder}/l`)
    for (const entry of (await fsp.readdir(folder, { withFileTypes: true })).sort(byName)) {
      say('entry', [entry.name, Object.keys(entry), entry.path, entry.parentPath, KINDS.map((kind) => entry[kind]())])
      say('Dirent', entry instanceof fs.Dirent)
    }
    const dir = fs.opendirSync(folder)
    say('Dir', [dir instanceof fs.Dir, dir.path, typeof dir[Symbol.asyncIterator], DIR.map((name) => typeof dir[name])])
    dir.closeSync()
  },

  async handle ({ fsp, folder, say }) {
    const handle = await fsp.open(`${folder}/f`, 'w+')
    say('FileHandle', [handle.constructor.name, typeof handle.fd, HANDLE.map((name) => [name, typeof handle[name]])])
    await handle.close()
    say('closed', handle.fd)
  }
}

const KINDS = ['isFile', 'isDirectory', 'isSymbolicLink', 'isFIFO', 'isSocket', 'isCharacterDevice', 'isBlockDevice']
const DIR = ['read', 'readSync', 'close', 'closeSync', 'entries']
const HANDLE = [
  'appendFile', 'chmod', 'chown', 'close', 'createReadStream', 'createWriteStream', 'datasync', 'read', 'readFile',
  'readLines', 'readableWebStream', 'readv', 'stat', 'sync', 'truncate', 'utimes', 'write', 'writeFile', 'writev', 'on'
]

/** Everything Node 20 exports. */
const NAMES = `appendFile appendFileSync access accessSync chown chownSync chmod chmodSync close closeSync copyFile
  copyFileSync cp cpSync createReadStream createWriteStream exists existsSync fchown fchownSync fchmod fchmodSync
  fdatasync fdatasyncSync fstat fstatSync fsync fsyncSync ftruncate ftruncateSync futimes futimesSync lchown lchownSync
  lchmod lchmodSync link linkSync lstat lstatSync lutimes lutimesSync mkdir mkdirSync mkdtemp mkdtempSync open openSync
  openAsBlob readdir readdirSync read readSync readv readvSync readFile readFileSync readlink readlinkSync realpath
  realpathSync rename renameSync rm rmSync rmdir rmdirSync stat statfs statSync statfsSync symlink symlinkSync truncate
  truncateSync unwatchFile unlink unlinkSync utimes utimesSync watch watchFile writeFile writeFileSync write writeSync
  writev writevSync Dirent Stats ReadStream WriteStream FileReadStream FileWriteStream _toUnixTimestamp Dir opendir
  opendirSync F_OK R_OK W_OK X_OK constants promises`.split(/\s+/)

const PROMISES = `access copyFile cp open opendir rename truncate rm rmdir mkdir readdir readlink symlink lstat stat
  statfs link unlink chmod lchmod lchown chown utimes lutimes realpath mkdtemp writeFile appendFile readFile watch
  constants`.split(/\s+/)

/**
 * @param {{ name: string }} left
 * @param {{ name: string }} right
 */
function byName (left, right) {
  return left.name < right.name ? -1 : 1
}
