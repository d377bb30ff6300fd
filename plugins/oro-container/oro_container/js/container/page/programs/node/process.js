/**
 * `process` of a program, with its streams and its console.
 * @module
 */

const VERSION = 'v20.0.0'
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGTERM', 'SIGCONT', 'SIGWINCH', 'SIGTSTP', 'SIGPIPE', 'SIGALRM']

/**
 * @param {object} given
 * @param {any} given.begin
 * @param {import('../lane.js').Lane} given.lane
 * @param {import('../tree.js').Tree} given.tree
 * @param {import('./registry.js').Find} given.node
 * @param {import('./alive.js').Alive} given.alive
 * @param {(code: number) => never} given.exit
 * @returns {any}
 */
export function makeProcess ({ begin, lane, tree, node, alive, exit }) {
  const { EventEmitter } = node('events.js')
  const { Buffer } = node('buffer.js')
  const process = new EventEmitter()
  let cwd = begin.cwd
  const started = performance.now()
  const stdio = streams({ begin, lane, node, alive, Buffer, process })
  Object.assign(process, stdio, {
    title: 'node',
    version: VERSION,
    versions: { node: VERSION.slice(1), oro: '1' },
    release: { name: 'node' },
    arch: 'wasm32',
    platform: 'linux',
    pid: begin.pid,
    ppid: begin.parent,
    argv: ['/usr/local/bin/node', ...begin.argv.slice(1)],
    argv0: 'node',
    execArgv: [],
    execPath: '/usr/local/bin/node',
    env: environment(begin.env),
    exitCode: undefined,
    features: {},
    config: { variables: {} },
    allowedNodeEnvironmentFlags: new Set(),
    cwd: () => cwd,
    chdir (/** @type {string} */ path) {
      const found = tree.find(path.startsWith('/') ? path : `${cwd}/${path}`, 'chdir')
      if (found.node?.kind !== 'directory') throw Object.assign(new Error(`ENOENT: no such file or directory, chdir ${cwd} -> '${path}'`), { code: 'ENOENT' })
      cwd = found.path
    },
    exit: (/** @type {any} */ code) => exit(Number(code ?? process.exitCode ?? 0)),
    abort: () => exit(134),
    umask: () => 0o022,
    uptime: () => (performance.now() - started) / 1000,
    getuid: () => 1000,
    geteuid: () => 1000,
    getgid: () => 1000,
    getegid: () => 1000,
    nextTick: (/** @type {any} */ call, /** @type {any[]} */ ...args) => queueMicrotask(() => call(...args)),
    hrtime: Object.assign((/** @type {[number, number] | undefined} */ before) => {
      const now = performance.now()
      const [seconds, nanos] = [Math.floor(now / 1000), Math.floor((now % 1000) * 1e6)]
      if (!before) return [seconds, nanos]
      const borrow = nanos < before[1] ? 1 : 0
      return [seconds - before[0] - borrow, nanos - before[1] + borrow * 1e9]
    }, { bigint: () => BigInt(Math.floor(performance.now() * 1e6)) }),
    memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), { rss: () => 0 }),
    emitWarning: (/** @type {any} */ warning) => { stdio.stderr.write(`(node:${begin.pid}) ${warning?.name ?? 'Warning'}: ${warning?.message ?? warning}\n`) },
    kill (/** @type {number} */ pid, /** @type {string | number} */ signal = 'SIGTERM') {
      alive.until(lane.call('kill', { pid, signal }).catch(() => {}))
      return true
    },
    binding: () => { throw new Error('process.binding() is not to be had in a page') },
    stdin: undefined
  })
  delete process.stdin
  Object.defineProperty(process, 'stdin', { get: once(stdio.makeStdin), configurable: true, enumerable: true })
  delete process.makeStdin
  hearSignals(process, begin.terminals.length ? ['SIGWINCH'] : [], exit)
  process.console = makeConsole(process, node)
  return process
}

/** @template T @param {() => T} make @returns {() => T} */
function once (make) {
  /** @type {{ value: T } | null} */
  let made = null
  return () => (made ??= { value: make() }).value
}

/** Values are texts, as in Node. @param {Record<string, string>} env */
function environment (env) {
  return new Proxy({ ...env }, { set: (target, name, value) => Reflect.set(target, name, String(value)) })
}

/** @param {any} process @param {string[]} always those that its streams hear of @param {(code: number) => never} exit */
function hearSignals (process, always, exit) {
  const told = (/** @type {string | null} */ more) => post({ kind: 'handles', signals: SIGNALS.filter((name) => name === more || always.includes(name) || process.listenerCount(name)) })
  if (always.length) told(null)
  // At once: what the program says next may be an invitation to send one.
  process.on('newListener', (/** @type {string} */ name) => { if (SIGNALS.includes(name)) told(name) })
  process.on('removeListener', (/** @type {string} */ name) => { if (SIGNALS.includes(name)) told(null) })
  process.hearSignal = (/** @type {string} */ name, /** @type {[number, number] | undefined} */ size) => {
    if (name === 'SIGWINCH' && size) {
      for (const stream of [process.stdout, process.stderr]) {
        if (!stream.isTTY) continue
        ;[stream.columns, stream.rows] = size
        stream.emit('resize')
      }
    }
    if (!process.emit(name, name) && name !== 'SIGWINCH') exit(128)
  }
}

const post = globalThis.postMessage.bind(globalThis)

/** @param {any} given */
function streams ({ begin, lane, node, alive, Buffer, process }) {
  const { Writable, Readable } = node('stream.js')
  /** @param {number} fd */
  const output = (fd) => {
    const writer = lane.writers.get(fd)
    const stream = new Writable({
      decodeStrings: true,
      highWaterMark: 16384,
      write (/** @type {Uint8Array} */ chunk, /** @type {string} */ _, /** @type {(error?: Error) => void} */ done) {
        const release = alive.hold()
        writer.write(new Uint8Array(chunk), (/** @type {Error | undefined} */ error) => {
          release()
          done(error)
        })
      }
    })
    stream.fd = fd
    stream._isStdio = true
    stream.destroySoon = stream.destroy
    if (begin.terminals.includes(fd)) {
      Object.assign(stream, { isTTY: true, columns: begin.size[0], rows: begin.size[1] })
      const getColorDepth = ({ COLORTERM } = process.env) => COLORTERM === 'truecolor' || COLORTERM === '24bit' ? 24 : 8
      Object.assign(stream, { getColorDepth, hasColors: (count = 16) => count <= 2 ** getColorDepth(), getWindowSize: () => [stream.columns, stream.rows] })
    }
    return stream
  }
  const makeStdin = () => {
    const reader = lane.readers.get(0)
    let reading = false
    const stream = new Readable({
      read () {
        if (reading) return
        reading = true
        const release = alive.hold()
        reader.read().then((/** @type {Uint8Array} */ data) => {
          reading = false
          release()
          stream.push(data.length ? Buffer.from(data) : null)
        })
      }
    })
    stream.fd = 0
    if (begin.terminals.includes(0)) {
      stream.isTTY = true
      stream.isRaw = false
      stream.setRawMode = (/** @type {boolean} */ on) => {
        stream.isRaw = on
        lane.call('raw', { on })
        return stream
      }
    }
    Object.assign(stream, { ref: () => stream, unref: () => stream })
    return stream
  }
  const readInput = async () => {
    const parts = []
    for await (const part of process.stdin) parts.push(part)
    return Buffer.concat(parts).toString()
  }
  return { stdout: output(1), stderr: output(2), makeStdin, readInput }
}

/** @param {any} process @param {import('./registry.js').Find} node */
function makeConsole (process, node) {
  const { format, inspect } = node('util.js')
  /** @type {Record<string, number>} */
  const counts = {}
  /** @type {Record<string, number>} */
  const times = {}
  let indent = ''
  const line = (/** @type {any} */ stream, /** @type {any[]} */ args) => {
    const text = format(...args)
    stream.write(`${indent ? text.replace(/^/gm, indent) : text}\n`)
  }
  const log = (/** @type {any[]} */ ...args) => line(process.stdout, args)
  const error = (/** @type {any[]} */ ...args) => line(process.stderr, args)
  const elapsed = (/** @type {string} */ label) => `${label}: ${(performance.now() - times[label]).toFixed(3)}ms`
  return {
    log,
    info: log,
    debug: log,
    error,
    warn: error,
    dir: (/** @type {any} */ value, /** @type {any} */ options) => log(inspect(value, options)),
    dirxml: log,
    table: log,
    trace: (/** @type {any[]} */ ...args) => error(`Trace: ${format(...args)}`),
    assert: (/** @type {any} */ value, /** @type {any[]} */ ...args) => { if (!value) error(args.length ? `Assertion failed: ${format(...args)}` : 'Assertion failed') },
    count: (label = 'default') => log(`${label}: ${counts[label] = (counts[label] ?? 0) + 1}`),
    countReset: (label = 'default') => { counts[label] = 0 },
    group: (/** @type {any[]} */ ...args) => {
      if (args.length) log(...args)
      indent += '  '
    },
    groupCollapsed: (/** @type {any[]} */ ...args) => {
      if (args.length) log(...args)
      indent += '  '
    },
    groupEnd: () => { indent = indent.slice(2) },
    time: (label = 'default') => { times[label] = performance.now() },
    timeEnd: (label = 'default') => log(elapsed(label)),
    timeLog: (label = 'default', /** @type {any[]} */ ...args) => log(elapsed(label), ...args)
  }
}
