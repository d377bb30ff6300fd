/**
 * What Node's `WASI` answers and throws; run by Node and by pages, which have to say the same.
 * @module
 */

/** @param {() => any} act */
function outcome (act) {
  try {
    return act()
  } catch (error) {
    const { name, code, message } = /** @type {any} */ (error)
    return `${name} ${code}: ${message}`
  }
}

const memory = new WebAssembly.Memory({ initial: 4 })
const version = 'preview1'

/** @type {any[]} */
const options = [
  undefined, null, 1, 'x', {}, { version: 1 }, { version: 'x' }, { version, args: 'x' }, { version, args: null }, { version, env: 'x' },
  { version, env: null }, { version, preopens: 'x' }, { version, preopens: { '/x': '/no/where' } }, { version, returnOnExit: 1 },
  { version, stdin: 'x' }, { version, stdin: -1 }, { version, stdin: 1.5 }, { version, stdout: null }, { version, stdout: 2 ** 31 }
]
const start = () => {}
/** @type {any[]} */
const instances = [
  undefined, null, 1, {}, { exports: 1 }, { exports: null }, { exports: {} }, { exports: { memory: 1 } }, { exports: { memory } },
  { exports: { memory, _start: 1 } }, { exports: { memory, _start: start, _initialize: start } }, { exports: { memory, _initialize: 1 } },
  { exports: { memory, _start: start } }, { exports: { memory, _initialize: start } }
]

/**
 * @param {any} fs
 * @param {any} os
 * @param {any} WASI
 * @returns {[string, any][]}
 */
export function answers (fs, os, WASI) {
  const box = fs.mkdtempSync(`${os.tmpdir()}/wasi-`)
  fs.mkdirSync(`${box}/sub`)
  fs.writeFileSync(`${box}/a.txt`, 'hello')
  const shown = (/** @type {any} */ made) => made instanceof WASI ? Object.keys(made) : made
  const begun = () => {
    const wasi = new WASI({ version, args: ['program', 'ä'], env: { A: '1', B: undefined }, preopens: { '/box': box } })
    wasi.initialize({ exports: { memory } })
    return wasi.wasiImport
  }
  /** @type {[string, any][]} */
  const told = []
  const say = (/** @type {string} */ what, /** @type {() => any} */ act) => told.push([what, outcome(act)])
  for (const [index, each] of options.entries()) say(`options ${index}`, () => shown(new WASI(each)))
  for (const [index, each] of instances.entries()) {
    say(`start ${index}`, () => new WASI({ version }).start(each))
    say(`initialize ${index}`, () => new WASI({ version }).initialize(each))
  }
  const wasi = new WASI({ version })
  say('imports', () => [Object.keys(wasi.getImportObject()), Object.keys(wasi.wasiImport).sort()])
  say('old imports', () => Object.keys(new WASI({ version: 'unstable' }).getImportObject()))
  say('early', () => wasi.wasiImport.args_get(0, 0))
  say('once', () => wasi.start({ exports: { memory, _start: start } }))
  say('twice', () => wasi.start({ exports: { memory, _start: start } }))
  say('and again', () => wasi.initialize({ exports: { memory } }))
  const exiting = new WASI({ version })
  say('exit', () => exiting.start({ exports: { memory, _start: () => exiting.wasiImport.proc_exit(7) } }))
  const calls = begun()
  const view = new DataView(memory.buffer)
  const bytes = new Uint8Array(memory.buffer)
  /** @param {string} text @param {number} at */
  const put = (text, at = 1000) => {
    const encoded = new TextEncoder().encode(text)
    bytes.set(encoded, at)
    return /** @type {[number, number]} */ ([at, encoded.length])
  }
  say('arguments', () => [calls.args_sizes_get(0, 4), view.getUint32(0, true), view.getUint32(4, true)])
  say('environment', () => [calls.environ_sizes_get(0, 4), view.getUint32(0, true), view.getUint32(4, true)])
  say('preopen', () => [calls.fd_prestat_get(3, 0), view.getUint32(4, true), calls.fd_prestat_dir_name(3, 0, 4), calls.fd_prestat_get(99, 0)])
  const open = (/** @type {string} */ name, how = 0, rights = 2n, inheriting = 0n) => {
    const failed = calls.path_open(3, 1, ...put(name), how, rights, inheriting, 0, 500)
    return failed || ['fd', view.getUint32(500, true)]
  }
  for (const name of ['a.txt', '/a.txt', '../x', 'sub/../a.txt', 'sub/../../x', 'nope', '.', 'sub', 'a.txt/x']) say(`open ${name}`, () => open(name))
  say('create', () => [open('new', 1, 66n), open('new', 5, 66n), open('a.txt', 2)])
  const read = () => {
    view.setUint32(600, 700, true)
    view.setUint32(604, 100, true)
  }
  say('read', () => {
    const [, fd] = /** @type {any} */ (open('a.txt'))
    read()
    return [calls.fd_read(fd, 600, 1, 500), view.getUint32(500, true), new TextDecoder().decode(bytes.slice(700, 705)), calls.fd_write(fd, 600, 1, 500), calls.fd_close(fd), calls.fd_close(fd)]
  })
  say('write', () => {
    const [, fd] = /** @type {any} */ (open('written', 1, 66n))
    view.setUint32(600, put('some text', 700)[0], true)
    view.setUint32(604, 9, true)
    return [calls.fd_write(fd, 600, 1, 500), calls.fd_close(fd), fs.readFileSync(`${box}/written`, 'utf8')]
  })
  say('stat', () => [calls.path_filestat_get(3, 1, ...put('a.txt'), 800), view.getUint8(816), view.getBigUint64(832, true).toString()])
  say('links', () => [
    calls.path_symlink(...put('a.txt'), 3, ...put('soft', 1100)), calls.path_readlink(3, ...put('soft'), 0, 10, 500), view.getUint32(500, true),
    calls.path_readlink(3, ...put('a.txt'), 0, 3, 500), calls.path_link(3, 0, ...put('a.txt'), 3, ...put('hard', 1100)), calls.path_unlink_file(3, ...put('soft'))
  ])
  say('folders', () => [
    calls.path_create_directory(3, ...put('made')), calls.path_create_directory(3, ...put('made')), calls.path_rename(3, ...put('made'), 3, ...put('moved', 1100)),
    calls.path_remove_directory(3, ...put('moved')), calls.path_remove_directory(3, ...put('a.txt')), calls.path_unlink_file(3, ...put('nope'))
  ])
  say('names', () => {
    const failed = calls.fd_readdir(3, 2000, 2000, 0n, 500)
    const names = []
    for (let at = 2000; at < 2000 + view.getUint32(500, true);) {
      const length = view.getUint32(at + 16, true)
      names.push(new TextDecoder().decode(bytes.slice(at + 24, at + 24 + length)))
      at += 24 + length
    }
    return [failed, names.filter((name) => !/^\.+$/.test(name)).sort()]
  })
  say('random', () => [calls.random_get(3000, 70000), bytes.slice(3000, 4000).some((byte) => byte > 0)])
  say('clocks', () => [calls.clock_time_get(0, 0n, 0), calls.clock_time_get(1, 0n, 8), calls.clock_time_get(9, 0n, 0), view.getBigUint64(0, true) > 1500000000000000000n])
  say('rest', () => [calls.sched_yield(), calls.fd_close(99), calls.poll_oneoff(0, 0, 0, 0), calls.sock_shutdown(3, 0) !== 0])
  fs.rmSync(box, { recursive: true })
  return told
}
