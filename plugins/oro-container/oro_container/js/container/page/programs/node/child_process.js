/**
 * `node:child_process` of a program in a page: processes of the container's table.
 * @module
 */

import { makeSyncChildren } from './sync-children.js'

/** @param {any} given */
export function makeChildProcess (given) {
  const { lane, node, alive, process } = given
  const { EventEmitter } = node('events.js')
  const { Readable, Writable } = node('stream.js')
  const { Buffer } = node('buffer.js')
  /** @type {Map<number, any>} */
  const children = new Map()

  lane.on.ended = (/** @type {any} */ { pid, code, signal }) => {
    children.get(pid)?.hearEnd(code, signal)
    children.delete(pid)
  }

  /** @param {number} channel */
  const readable = (channel) => {
    const reader = lane.reader(channel)
    let reading = false
    const stream = new Readable({
      read () {
        if (reading) return
        reading = true
        reader.read().then((/** @type {Uint8Array} */ data) => {
          reading = false
          stream.push(data.length ? Buffer.from(data) : null)
        })
      }
    })
    return stream
  }
  /** @param {number} channel */
  const writable = (channel) => {
    const writer = lane.writer(channel)
    return new Writable({
      write: (/** @type {Uint8Array} */ chunk, /** @type {any} */ _, /** @type {any} */ done) => writer.write(new Uint8Array(chunk), done),
      final: (/** @type {any} */ done) => {
        writer.close()
        done()
      },
      destroy: (/** @type {any} */ error, /** @type {any} */ done) => {
        writer.close()
        done(error)
      }
    })
  }

  /** @param {string} command @param {any} [args] @param {any} [options] */
  const spawn = (command, args, options) => {
    if (!Array.isArray(args)) [args, options] = [[], args]
    const { cwd, env, shell = false, stdio = 'pipe', detached = false, signal } = options ?? {}
    const argv = shell ? ['sh', '-c', [command, ...args].join(' ')] : [command, ...args]
    const how = (typeof stdio === 'string' ? [stdio, stdio, stdio] : [0, 1, 2].map((fd) => stdio[fd] ?? 'pipe')).map((each, fd) => each === fd ? 'inherit' : each)
    const child = new EventEmitter()
    Object.assign(child, { pid: undefined, exitCode: null, signalCode: null, killed: false, spawnfile: command, spawnargs: argv, stdin: null, stdout: null, stderr: null })
    const release = alive.hold()
    const place = cwd === undefined ? process.cwd() : String(cwd instanceof URL ? cwd.pathname : cwd)
    const asked = lane.call('spawn', { argv: argv.map(String), cwd: place.startsWith('/') ? place : `${process.cwd()}/${place}`, env: texts(env ?? process.env), stdio: how, detached })
    const input = how[0] === 'pipe' ? deferred(asked, '0', writable, node) : null
    const outputs = [1, 2].map((fd) => how[fd] === 'pipe' ? later(asked, String(fd), readable, node) : null)
    Object.assign(child, { stdin: input, stdout: outputs[0], stderr: outputs[1], stdio: [input, ...outputs] })
    child.kill = (/** @type {any} */ name = 'SIGTERM') => {
      asked.then((/** @type {any} */ { pid }) => lane.call('kill', { pid, signal: name })).catch(() => {})
      child.killed = true
      return true
    }
    child.ref = child.unref = () => child
    signal?.addEventListener('abort', () => child.kill(), { once: true })
    asked.then((/** @type {any} */ { pid }) => {
      child.pid = pid
      children.set(pid, child)
      child.emit('spawn')
    }, (/** @type {any} */ error) => {
      release()
      const told = Object.assign(new Error(`spawn ${command} ${error.code ?? 'ENOENT'}`), { code: error.code ?? 'ENOENT', errno: -2, syscall: `spawn ${command}`, path: command, spawnargs: args })
      child.emit('error', told)
      child.emit('close', -2, null)
    })
    child.hearEnd = (/** @type {number | null} */ code, /** @type {string | null} */ name) => {
      child.exitCode = code
      child.signalCode = name
      child.emit('exit', code, name)
      const open = outputs.filter((stream) => stream && !stream.readableEnded)
      let left = open.length
      const close = () => {
        release()
        child.emit('close', code, name)
      }
      if (!left) return close()
      for (const stream of open) {
        stream.once('close', () => { if (--left === 0) close() })
        if (!stream.listenerCount('data') && !stream.listenerCount('readable')) stream.resume()
      }
    }
    return child
  }

  /** @param {string} command @param {any} [options] @param {any} [done] */
  const exec = (command, options, done) => {
    if (typeof options === 'function') [options, done] = [{}, options]
    return collected(spawn(command, [], { ...options, shell: true }), command, options ?? {}, done)
  }
  /** @param {string} file @param {any} [args] @param {any} [options] @param {any} [done] */
  const execFile = (file, args, options, done) => {
    if (!Array.isArray(args)) [args, options, done] = [[], args, options]
    if (typeof options === 'function') [options, done] = [{}, options]
    return collected(spawn(file, args, options), [file, ...args].join(' '), options ?? {}, done)
  }
  /** @param {any} child @param {string} command @param {any} options @param {any} done */
  const collected = (child, command, { encoding = 'utf8' }, done) => {
    /** @type {Uint8Array[][]} */
    const parts = [[], []]
    child.stdout?.on('data', (/** @type {Uint8Array} */ data) => parts[0].push(data))
    child.stderr?.on('data', (/** @type {Uint8Array} */ data) => parts[1].push(data))
    const texts = () => parts.map((each) => encoding === 'buffer' ? Buffer.concat(each) : Buffer.concat(each).toString(encoding))
    let told = false
    child.on('error', (/** @type {any} */ error) => {
      told = true
      done?.(error, ...texts())
    })
    child.on('close', (/** @type {number | null} */ code, /** @type {string | null} */ signal) => {
      if (told) return
      const [out, err] = texts()
      const error = code === 0 ? null : Object.assign(new Error(`Command failed: ${command}\n${err}`), { code, signal, killed: child.killed, cmd: command, stdout: out, stderr: err })
      done?.(error, out, err)
    })
    return child
  }
  const { promisify } = node('util.js')
  for (const call of [exec, execFile]) {
    Object.defineProperty(call, promisify.custom, {
      value: (/** @type {any[]} */ ...args) => new Promise((resolve, reject) => {
        /** @type {any} */ (call)(...args, (/** @type {any} */ error, /** @type {any} */ stdout, /** @type {any} */ stderr) => error ? reject(error) : resolve({ stdout, stderr }))
      })
    })
  }
  const fork = (/** @type {string} */ path, /** @type {any} */ args = [], /** @type {any} */ options = {}) => {
    if (!Array.isArray(args)) [args, options] = [[], args]
    return spawn('node', [path, ...args], { stdio: 'inherit', ...options })
  }
  return { spawn, exec, execFile, fork, ...makeSyncChildren(given) }
}

/** @param {Record<string, any>} env */
function texts (env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]))
}

/** A stream to a channel that is not known yet. @param {Promise<any>} asked @param {string} fd @param {(channel: number) => any} make @param {any} node */
function deferred (asked, fd, make, node) {
  const { PassThrough } = node('stream.js')
  const stream = new PassThrough()
  asked.then(({ channels }) => stream.pipe(make(channels[fd])), () => stream.destroy())
  return stream
}

/** A stream from one. @param {Promise<any>} asked @param {string} fd @param {(channel: number) => any} make @param {any} node */
function later (asked, fd, make, node) {
  const { PassThrough } = node('stream.js')
  const stream = new PassThrough()
  asked.then(({ channels }) => make(channels[fd]).pipe(stream), () => stream.destroy())
  return stream
}
