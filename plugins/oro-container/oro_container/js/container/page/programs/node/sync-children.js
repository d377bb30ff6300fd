/**
 * `spawnSync` and its like: the program stands still for an answer that the host keeps for it until it is there.
 * @module
 */

import { unmailed } from '../../mail.js'

const post = globalThis.postMessage.bind(globalThis)
const { XMLHttpRequest: Asking } = globalThis

/** @param {any} given */
export function makeSyncChildren ({ begin, lane, tree, node, process }) {
  const { Buffer } = node('buffer.js')

  /** @type {boolean | undefined} */
  let keeps
  /** @returns {boolean} whether a request that this program stands still for comes to what keeps answers: not every browser has a service worker see it */
  const isKept = () => {
    const asking = new Asking()
    asking.open('HEAD', begin.wait, false)
    asking.send()
    return asking.status === 204
  }
  /** @param {string} name */
  const check = (name) => {
    if (begin.wait && (keeps ??= isKept())) return
    const error = new Error(`Cannot use child_process.${name}() in this page: nothing here can keep its answer while the program stands still; use the one that answers later, or an app`)
    throw Object.assign(error, { code: 'ERR_NOT_IMPLEMENTED' })
  }

  /** @param {any} params @returns {any} */
  const waited = (params) => {
    const token = crypto.randomUUID()
    lane.before()
    post({ kind: 'spawn-waiting', token, params })
    for (;;) {
      const asking = new Asking()
      asking.open('GET', `${begin.wait}${token}`, false)
      asking.responseType = 'arraybuffer'
      asking.send()
      if (asking.status === 200) return unmailed(new Uint8Array(asking.response))
      if (asking.status !== 204) throw new Error(`Cannot wait for a program: the host answered ${asking.status}`)
    }
  }

  /** @param {string} file @param {any} [args] @param {any} [options] */
  const spawnSync = (file, args, options) => {
    check('spawnSync')
    if (!Array.isArray(args)) [args, options] = [[], args]
    const { cwd, env, shell = false, stdio = 'pipe', input, timeout = 0, killSignal = 'SIGTERM', maxBuffer, encoding = 'buffer' } = options ?? {}
    const argv = (shell ? ['sh', '-c', [file, ...args].join(' ')] : [file, ...args]).map(String)
    const how = (typeof stdio === 'string' ? [stdio, stdio, stdio] : [0, 1, 2].map((fd) => stdio[fd] ?? 'pipe')).map((each, fd) => each === fd ? 'inherit' : each)
    const place = cwd === undefined ? process.cwd() : String(cwd instanceof URL ? cwd.pathname : cwd)
    const found = waited({
      argv,
      cwd: place.startsWith('/') ? place : `${process.cwd()}/${place}`,
      env: Object.fromEntries(Object.entries(env ?? process.env).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)])),
      stdio: input === undefined ? how : ['pipe', how[1], how[2]],
      input: input === undefined ? null : new Uint8Array(Buffer.from(input)),
      timeout,
      killSignal: String(killSignal),
      maxBuffer: Number.isFinite(maxBuffer) ? maxBuffer : null
    })
    tree.hear(found.files)
    /** @param {Uint8Array | undefined} bytes */
    const shown = (bytes) => bytes === undefined ? null : encoding === 'buffer' || encoding === null ? Buffer.from(bytes) : Buffer.from(bytes).toString(encoding)
    const output = [null, shown(found[1]), shown(found[2])]
    const error = found.error ? Object.assign(new Error(`spawnSync ${file} ${found.error}`), { code: found.error, syscall: `spawnSync ${file}`, path: file, spawnargs: args }) : undefined
    return { pid: found.pid ?? 0, output, stdout: output[1], stderr: output[2], status: found.status ?? null, signal: found.signal ?? null, ...(error ? { error } : {}) }
  }

  /** @param {string} line @param {any} result @param {any} options */
  const settled = (line, result, options) => {
    // As in Node: what is not wanted by its caller is shown.
    if (options?.stdio === undefined && result.stderr?.length) process.stderr.write(result.stderr)
    if (result.error) throw Object.assign(result.error, result)
    if (result.status === 0) return result.stdout
    const error = new Error(`Command failed: ${line}${result.stderr?.length ? `\n${result.stderr}` : ''}`)
    throw Object.assign(error, result)
  }

  /** @param {string} command @param {any} [options] */
  const execSync = (command, options) => {
    check('execSync')
    return settled(command, spawnSync(command, [], { ...options, shell: true }), options)
  }
  /** @param {string} file @param {any} [args] @param {any} [options] */
  const execFileSync = (file, args, options) => {
    check('execFileSync')
    if (!Array.isArray(args)) [args, options] = [[], args]
    return settled([file, ...args].join(' '), spawnSync(file, args, options), options)
  }
  return { spawnSync, execSync, execFileSync }
}
