/**
 * What programs do, written down: a test runs these in a page and in Node, and compares. Only what has one order is
 * written in order: the events of a child, and the events of each of its streams.
 * @module
 */

/** @param {any} error */
export function plain (error) {
  if (!error) return error
  const { name, message, code, errno, syscall, path, spawnargs, killed, signal, cmd } = error
  return JSON.parse(JSON.stringify({ name, message, code, errno, syscall, path, spawnargs, killed, signal, cmd }))
}

/**
 * Everything a child tells until it is closed.
 * @param {any} child
 * @param {(child: any) => void} [act]
 * @returns {Promise<any>}
 */
function watched (child, act) {
  /** @type {any[]} */
  const events = []
  /** @type {Record<string, any>} */
  const streams = {}
  const first = { pid: typeof child.pid, file: child.spawnfile, args: child.spawnargs, code: child.exitCode, stdio: child.stdio.map((/** @type {any} */ pipe, /** @type {number} */ fd) => pipe && (fd === 0 ? pipe.writable : pipe.readable)) }
  for (const name of ['stdout', 'stderr']) {
    if (!child[name]) continue
    const heard = streams[name] = { data: '', events: /** @type {string[]} */ ([]) }
    child[name].on('data', (/** @type {any} */ data) => { heard.data += data })
    for (const event of ['end', 'close', 'error']) child[name].on(event, () => heard.events.push(event))
  }
  return new Promise((resolve) => {
    for (const name of ['spawn', 'exit', 'error', 'disconnect']) {
      child.on(name, (/** @type {any[]} */ ...args) => events.push([name, ...args.map((item) => item instanceof Error ? plain(item) : item)]))
    }
    child.on('close', (/** @type {any[]} */ ...args) => {
      events.push(['close', ...args])
      const { exitCode, signalCode, killed } = child
      // A stream may tell of its own end after the child has.
      const look = () => {
        if (Object.values(streams).every((stream) => stream.events.includes('close'))) resolve({ first, events, streams, last: { exitCode, signalCode, killed } })
        else setTimeout(look, 5)
      }
      setTimeout(look, 20)
    })
    act?.(child)
  })
}

/**
 * @param {(done: (...args: any[]) => void) => any} run
 * @returns {Promise<any>}
 */
function called (run) {
  return new Promise((resolve) => run((error, stdout, stderr) => resolve({ error: plain(error), stdout: String(stdout), stderr: String(stderr) })))
}

/** @param {() => any} act */
function thrown (act) {
  try {
    const result = act()
    return { result: typeof result === 'object' && result ? String(result) : result }
  } catch (/** @type {any} */ error) {
    const { status, signal, output, stdout, stderr } = error
    return { ...plain(error), status, signal, output: output?.map(String), stdout: String(stdout), stderr: String(stderr) }
  }
}

/** @param {any} result of spawnSync() */
function synced ({ error, status, signal, output, pid, stdout, stderr }) {
  return { error: plain(error), status, signal, output: output?.map(String), pid: pid > 0, stdout: String(stdout), stderr: String(stderr) }
}

const soon = (/** @type {any} */ child, /** @type {any} */ signal) => child.stdout.once('data', () => child.kill(signal))

/** @type {Record<string, (cp: any) => any>} */
export const scenarios = {
  output: (cp) => watched(cp.spawn('sh', ['-c', 'echo out; echo err >&2; exit 3'])),
  'exit alone': (cp) => watched(cp.spawn('true')),
  input: (cp) => watched(cp.spawn('cat'), (child) => { child.stdin.write('one '); child.stdin.end('two') }),
  'much input': (cp) => watched(cp.spawn('wc', ['-c']), (child) => { for (let n = 0; n < 100; n++) child.stdin.write('x'.repeat(10000)); child.stdin.end() }),
  'no such program': (cp) => watched(cp.spawn('no-such-program', ['a', 'b'])),
  'no such folder': (cp) => watched(cp.spawn('ls', { cwd: '/no/such/folder' })),
  'not a program': (cp) => watched(cp.spawn('/etc/passwd')),
  signal: (cp) => watched(cp.spawn('sh', ['-c', 'echo up; exec sleep 100']), (child) => soon(child, undefined)),
  'another signal': (cp) => watched(cp.spawn('sh', ['-c', 'echo up; exec sleep 100']), (child) => soon(child, 'SIGKILL')),
  'signal by number': (cp) => watched(cp.spawn('sh', ['-c', 'echo up; exec sleep 100']), (child) => soon(child, 1)),
  timeout: (cp) => watched(cp.spawn('sleep', ['100'], { timeout: 100 })),
  abort: (cp) => {
    const controller = new AbortController()
    return watched(cp.spawn('sleep', ['100'], { signal: controller.signal }), () => setTimeout(() => controller.abort(), 50))
  },
  'aborted before': (cp) => watched(cp.spawn('sleep', ['100'], { signal: AbortSignal.abort() })),
  shell: (cp) => watched(cp.spawn('echo a; echo', ['$0', 'b'], { shell: true })),
  'another shell': (cp) => watched(cp.spawn('echo $0', { shell: '/bin/bash' })),
  argv0: (cp) => watched(cp.spawn('sh', ['-c', 'echo $0'], { argv0: 'other' })),
  environment: (cp) => watched(cp.spawn('/usr/bin/env', { env: { B: 'x', A: undefined, C: 1 } })),
  folder: (cp) => watched(cp.spawn('pwd', { cwd: '/usr/share' })),
  'folder as URL': (cp) => watched(cp.spawn('pwd', { cwd: new URL('file:///usr/share') })),
  'ignored output': (cp) => watched(cp.spawn('sh', ['-c', 'echo lost; exit 1'], { stdio: 'ignore' })),
  'some output': (cp) => watched(cp.spawn('sh', ['-c', 'echo lost; echo kept >&2'], { stdio: ['ignore', 'ignore', 'pipe'] })),
  'more pipes': (cp) => watched(cp.spawn('sh', ['-c', 'read line <&3; echo $line >&4'], { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] }), (child) => {
    child.stdio[3].end('through\n')
    child.stdio[4].on('data', (/** @type {any} */ data) => { child.heard = String(data) })
  }),
  'kill afterwards': async (cp) => {
    const child = cp.spawn('true')
    await watched(child)
    return [child.kill(), child.killed]
  },
  'kill what never was': async (cp) => {
    const child = cp.spawn('no-such-program')
    const before = child.kill()
    await watched(child)
    return [before, child.kill(), child.killed]
  },
  'is it there': async (cp) => {
    const child = cp.spawn('sleep', ['100'])
    const found = [child.kill(0), child.killed]
    child.kill()
    return [found, await watched(child)]
  },
  messages: (cp) => watched(cp.spawn('node', ['-e', 'process.on("message", (m) => { process.send({ got: m }); process.disconnect(); setTimeout(() => {}, 300) })'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }), (child) => {
    child.on('message', (/** @type {any} */ message) => { child.stdout.emit('data', JSON.stringify(message)) })
    child.send({ hello: [1, 'two', null] })
  }),

  exec: (cp) => called((done) => cp.exec('echo out; echo err >&2', done)),
  'exec that fails': (cp) => called((done) => cp.exec('echo out; echo err >&2; exit 7', done)),
  'exec of nothing': (cp) => called((done) => cp.exec('no-such-program', done)),
  'exec with options': (cp) => called((done) => cp.exec('pwd; echo $A', { cwd: '/usr/share', env: { A: '1' } }, done)),
  'exec with a timeout': (cp) => called((done) => cp.exec('exec sleep 100', { timeout: 100 }, done)),
  'exec with too much': (cp) => called((done) => cp.exec('yes', { maxBuffer: 10 }, done)),
  'exec with exactly enough': (cp) => called((done) => cp.exec('printf 12345', { maxBuffer: 5 }, done)),
  'exec with too many bytes of text': (cp) => called((done) => cp.exec('printf ééé', { maxBuffer: 5 }, done)),
  'exec aborted': (cp) => {
    const controller = new AbortController()
    return called((done) => { cp.exec('exec sleep 100', { signal: controller.signal }, done); controller.abort() })
  },
  'exec as bytes': (cp) => new Promise((resolve) => cp.exec('echo out', { encoding: 'buffer' }, (/** @type {any} */ error, /** @type {any} */ stdout) => resolve([error, typeof stdout.readUInt8, String(stdout)]))),
  'exec as base64': (cp) => called((done) => cp.exec('echo out', { encoding: 'base64' }, done)),
  execFile: (cp) => called((done) => cp.execFile('echo', ['a b', '$c'], done)),
  'execFile without arguments': (cp) => called((done) => cp.execFile('true', done)),
  'execFile that fails': (cp) => called((done) => cp.execFile('sh', ['-c', 'echo bad >&2; exit 2'], {}, done)),
  'execFile of nothing': (cp) => called((done) => cp.execFile('no-such-program', ['x'], done)),
  'execFile killed': (cp) => called((done) => { const child = cp.execFile('sh', ['-c', 'echo up; exec sleep 100'], done); soon(child, 'SIGINT') }),
  promisified: async (cp) => {
    const custom = Symbol.for('nodejs.util.promisify.custom')
    const fine = cp.exec[custom]('echo out')
    const bad = cp.execFile[custom]('sh', ['-c', 'echo x; exit 5'])
    const outcome = await bad.catch((/** @type {any} */ error) => [plain(error), error.stdout, error.stderr])
    return [fine.child.pid > 0, { ...await fine }, outcome]
  },

  spawnSync: (cp) => synced(cp.spawnSync('sh', ['-c', 'cat; echo err >&2; exit 4'], { input: 'in' })),
  'spawnSync as text': (cp) => { const { stdout, output } = cp.spawnSync('echo', ['a'], { encoding: 'utf8' }); return [stdout, output] },
  'spawnSync of nothing': (cp) => synced(cp.spawnSync('no-such-program', ['x'])),
  'spawnSync with a timeout': (cp) => synced(cp.spawnSync('sleep', ['100'], { timeout: 100 })),
  'spawnSync with another signal': (cp) => synced(cp.spawnSync('sleep', ['100'], { timeout: 100, killSignal: 'SIGKILL' })),
  'spawnSync with nothing kept': (cp) => synced(cp.spawnSync('echo', ['a'], { stdio: 'ignore' })),
  'spawnSync killed': (cp) => synced(cp.spawnSync('sh', ['-c', 'kill -9 $$'])),
  'spawnSync in a shell': (cp) => synced(cp.spawnSync('echo $0', { shell: true })),
  'spawnSync too much': (cp) => { const { error, signal } = cp.spawnSync('yes', { maxBuffer: 10 }); return [plain(error), signal] },
  execSync: (cp) => thrown(() => cp.execSync('echo out')),
  'execSync as text': (cp) => thrown(() => cp.execSync('cat', { encoding: 'utf8', input: new TextEncoder().encode('bytes') })),
  'execSync that fails': (cp) => thrown(() => cp.execSync('echo out; echo err >&2; exit 2', { stdio: 'pipe' })),
  'execFileSync that fails': (cp) => thrown(() => cp.execFileSync('sh', ['-c', 'exit 2'])),
  'execFileSync of nothing': (cp) => thrown(() => cp.execFileSync('no-such-program', ['x'])),
  'execFileSync with a timeout': (cp) => thrown(() => cp.execFileSync('sleep', ['100'], { timeout: 100 })),

  refusals: (cp) => /** @type {(() => any)[]} */ ([
    () => cp.spawn(), () => cp.spawn(''), () => cp.spawn(5), () => cp.spawn('a\0b'), () => cp.spawn('a', ['b\0c']), () => cp.spawn('a', 'b'),
    () => cp.spawn('a', [], 'x'), () => cp.spawn('a', [], null), () => cp.spawn('a', 5), () => cp.spawn('a', { cwd: 5 }), () => cp.spawn('a', { cwd: 'a\0' }),
    () => cp.spawn('a', { detached: 1 }), () => cp.spawn('a', { uid: 'x' }), () => cp.spawn('a', { gid: 1.5 }), () => cp.spawn('a', { shell: 5 }),
    () => cp.spawn('a', { argv0: 5 }), () => cp.spawn('a', { windowsHide: 5 }), () => cp.spawn('a', { windowsVerbatimArguments: 5 }),
    () => cp.spawn('a', { stdio: 'x' }), () => cp.spawn('a', { stdio: ['x'] }), () => cp.spawn('a', { stdio: 5 }), () => cp.spawn('a', { stdio: ['ipc', 'ipc'] }),
    () => cp.spawn('a', { signal: 5 }), () => cp.spawn('a', { signal: {} }), () => cp.spawn('a', { timeout: -1 }), () => cp.spawn('a', { timeout: 'x' }),
    () => cp.spawn('a', { timeout: 1.5 }), () => cp.spawn('a', { killSignal: 'SIGNONE' }), () => cp.spawn('a', { killSignal: {} }), () => cp.spawn('a', { killSignal: 500 }),
    () => cp.spawn('a', { env: { A: 'x\0y' } }), () => cp.exec(), () => cp.exec(5), () => cp.execFile('a', { maxBuffer: -1 }), () => cp.execFile('a', { maxBuffer: 'x' }),
    () => cp.execFile('a', { timeout: -1 }), () => cp.execFile('a', [], {}, 5), () => cp.execFile(), () => cp.spawnSync(), () => cp.spawnSync('a', { timeout: -1 }),
    () => cp.spawnSync('true', { input: 5 }), () => cp.spawnSync('a', { maxBuffer: -1 }), () => cp.spawnSync('a', { stdio: ['ipc'] }), () => cp.execSync(5), () => cp.execFileSync(5),
    () => cp.spawn('a', { cwd: new URL('http://localhost/') }), () => cp.spawn('true', ['x'.repeat(200000)]),
    () => cp.fork(5), () => cp.spawn('sleep', ['0']).kill('SIGNONE')
  ]).map((act) => { const { name, message, code } = thrown(act); return [String(act), name, code, message] })
}

/**
 * @param {any} cp
 * @returns {Promise<Record<string, any>>}
 */
export async function transcript (cp) {
  /** @type {Record<string, any>} */
  const found = {}
  for (const [name, run] of Object.entries(scenarios)) {
    const patience = new Promise((resolve) => setTimeout(resolve, 60000, 'took too long'))
    found[name] = await Promise.race([run(cp), patience])
  }
  return JSON.parse(JSON.stringify(found))
}
