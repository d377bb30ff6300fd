import { NotFoundError } from 'oro:errors'
import { request, write } from 'oro:ipc'
import { asNode } from './errors.js'
import { askHost } from './host-requests.js'

/** Bytes sent at once. */
const PIECE = 1 << 20

/** Have the host start what boots containers, so that the first boots as fast as the next. */
export function warmHost () {
  request(/** @type {any} */ ('container.warm')).catch(() => {}) // there may be no host; a boot tells of it
}

/**
 * A container of the host.
 * @implements {Engine}
 */
export class HostEngine {
  /** @param {{ id: string, name: string, workdir: string, path: string, isolation: string, entry: string[], capabilities: import('./types.js').Capabilities }} booted */
  constructor ({ id, name, workdir, path, isolation, entry, capabilities }) {
    this.id = id
    this.name = name
    this.workdir = workdir
    this.path = path
    this.isolation = isolation
    this.entry = entry
    this.capabilities = capabilities
    this.files = new HostFiles(id)
  }

  /** @param {Uint8Array} bytes @param {string} at @param {TreeFormat} format */
  mount (bytes, at, format) {
    return given('container.mount', { id: this.id, path: at, format }, bytes)
  }

  /** @param {string} path @param {TreeFormat} format @param {string[]} includes @param {string[]} excludes */
  async export (path, format, includes, excludes) {
    const globs = { includes: JSON.stringify(includes), excludes: JSON.stringify(excludes) }
    return bytesOf('container.export', { id: this.id, path, format, ...globs })
  }

  /** @param {import('./engine.js').Asked} asked @returns {Promise<number>} */
  async spawn (asked) {
    try {
      return (await given('container.spawn', { id: this.id }, JSON.stringify(asked))).pid
    } catch (error) {
      // As Node says it; the host calls it by its own name.
      if (error instanceof NotFoundError && error.message.startsWith('Cannot start')) error.code = 'ENOENT'
      throw error
    }
  }

  /** @param {import('./engine.js').AskedEntry} asked @returns {Promise<{ pid: number, port: number }>} */
  serve (asked) {
    return given('container.serve', { id: this.id }, JSON.stringify(asked))
  }

  /** @param {import('./engine.js').AskedEntry} asked @returns {Promise<number>} */
  async run (asked) {
    return (await given('container.run', { id: this.id }, JSON.stringify(asked))).pid
  }

  /** @param {number} pid @param {1 | 2} fd */
  async take (pid, fd) {
    try {
      const bytes = await bytesOf('container.take', { id: this.id, pid, fd })
      return bytes.length ? bytes : null
    } catch (error) {
      // The container was torn down, and with it what wrote.
      if (error instanceof NotFoundError) return null
      throw error
    }
  }

  /** @param {number} pid @param {Uint8Array} bytes */
  async write (pid, bytes) {
    for (let at = 0; at < bytes.length; at += PIECE) await given('container.write', { id: this.id, pid }, bytes.subarray(at, at + PIECE))
  }

  /** @param {number} pid */
  end (pid) {
    return asked('container.end', { id: this.id, pid })
  }

  /** @param {number} pid @param {1 | 2} fd */
  close (pid, fd) {
    return asked('container.close', { id: this.id, pid, fd })
  }

  /** @param {number} pid */
  wait (pid) {
    return asked('container.wait', { id: this.id, pid })
  }

  /** @param {number} pid @param {string} signal */
  kill (pid, signal) {
    return asked('container.kill', { id: this.id, pid, signal })
  }

  /** @param {number} pid @param {import('./types.js').TerminalSize} size */
  resize (pid, { cols, rows }) {
    return asked('container.resize', { id: this.id, pid, cols, rows })
  }

  processes () {
    return asked('container.processes', { id: this.id })
  }

  /** @param {number} port @param {import('./requests.js').AskedRequest} asked */
  fetch (port, asked) {
    return askHost(this.id, port, asked)
  }

  async events () {
    const { ended, ...batch } = await asked('container.events', { id: this.id })
    return ended ? null : batch
  }

  /** @param {string} source @param {import('./types.js').PreviewScriptOptions} options */
  setPreviewScript (source, options) {
    return given('container.setPreviewScript', { id: this.id }, JSON.stringify({ source, ...options }))
  }

  /** @param {import('./types.js').CloneOptions} options @returns {Promise<Engine>} */
  async clone ({ name = '', policy = {}, forwardPreviewErrors = false }) {
    return new HostEngine(await given('container.clone', { id: this.id }, JSON.stringify({ name, policy, forwardPreviewErrors })))
  }

  teardown () {
    return asked('container.teardown', { id: this.id })
  }
}

/**
 * @param {import('./types.js').BootOptions} options
 * @returns {Promise<Engine>}
 */
export async function bootHost ({ name = '', workdirName = 'project', policy = {}, image = '', forwardPreviewErrors = false }) {
  return new HostEngine(await given('container.boot', {}, JSON.stringify({ name, workdir: workdirName, policy, image, forwardPreviewErrors })))
}

/** The files of a container of the host. */
class HostFiles {
  #id

  /** @param {string} id */
  constructor (id) {
    this.#id = id
  }

  /** @param {string} path */
  readFile (path) {
    return bytesOf('container.fs.readFile', { id: this.#id, path })
  }

  /** @param {string} path @param {Uint8Array} bytes */
  writeFile (path, bytes) {
    return given('container.fs.writeFile', { id: this.#id, path }, bytes)
  }

  /** @param {string} path */
  readdir (path) {
    return asked('container.fs.readdir', { id: this.#id, path })
  }

  /** @param {string} path @param {boolean} recursive */
  async mkdir (path, recursive) {
    return (await asked('container.fs.mkdir', { id: this.#id, path, recursive })).first
  }

  /** @param {string} path @param {{ recursive: boolean, force: boolean }} options */
  rm (path, options) {
    return asked('container.fs.rm', { id: this.#id, path, ...options })
  }

  /** @param {string} path @param {string} to */
  rename (path, to) {
    return asked('container.fs.rename', { id: this.#id, path, to })
  }

  /** @param {string} path @param {string} to @param {boolean} recursive */
  cp (path, to, recursive) {
    return asked('container.fs.cp', { id: this.#id, path, to, recursive })
  }

  /** @param {string} path @param {boolean} follow */
  stat (path, follow) {
    return asked('container.fs.stat', { id: this.#id, path, follow })
  }

  /** @param {string} target @param {string} path */
  symlink (target, path) {
    return asked('container.fs.symlink', { id: this.#id, target, path })
  }

  /** @param {string} path */
  async readlink (path) {
    return (await asked('container.fs.readlink', { id: this.#id, path })).target
  }

  /** @param {string} path @param {number} mode */
  chmod (path, mode) {
    return asked('container.fs.chmod', { id: this.#id, path, mode })
  }

  /** @param {string} path @param {boolean} recursive */
  async watch (path, recursive) {
    const id = this.#id
    const { watch } = await asked('container.watch', { id, path, recursive })
    return {
      async take () {
        const { ended, ...batch } = await asked('container.watch.take', { id, watch })
        return ended ? null : batch
      },
      close () {
        asked('container.watch.close', { id, watch }).catch(() => {})
      }
    }
  }
}

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./engine.js').TreeFormat} TreeFormat */

/** @param {any} route @param {Record<string, any>} params @returns {Promise<any>} */
async function asked (route, params) {
  const { err, data } = await request(route, params)
  if (err) throw asNode(err, params.to)
  return data
}

/** @param {any} route @param {Record<string, any>} params @param {Uint8Array | string} body @returns {Promise<any>} */
async function given (route, params, body) {
  const { err, data } = await write(route, params, /** @type {any} */ (body))
  if (err) throw asNode(err)
  return data
}

/** @param {any} route @param {Record<string, any>} params @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function bytesOf (route, params) {
  const { err, data } = await request(route, params, { responseType: 'arraybuffer' })
  if (err) throw asNode(err)
  return new Uint8Array(data)
}
