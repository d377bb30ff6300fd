import { NotSupportedError } from 'oro:errors'
import { bootHost } from './host-engine.js'

/** @typedef {import('./types.js').BootOptions} BootOptions */
/** @typedef {import('./engine.js').Engine} Engine */

/** By a variable: the page engine is imported where it is asked for, and scripts have no `require` that stands for that. */
const PAGE = './page/engine.js'
const ADAPTER = './page-engine.js'

/**
 * @param {BootOptions} options
 * @returns {Promise<Engine>}
 */
export async function bootEngine (options) {
  check(options)
  return options.engine === 'page' ? bootInPage(options) : bootHost(options)
}

/** @param {BootOptions} options @returns {Promise<Engine>} */
async function bootInPage (options) {
  const { name = '', workdirName, policy } = options
  if (policy !== undefined) throw new NotSupportedError('Cannot narrow a container with engine "page": its walls are those of the browser; leave "policy" out, or use engine "host"')
  const [{ bootPage }, { PageEngine }] = await Promise.all([imported(PAGE), imported(ADAPTER)])
  return new PageEngine(await bootPage({ workdirName, ...(name ? { name } : {}) }), name)
}

/** @param {string} path @returns {Promise<any>} */
async function imported (path) {
  try {
    return await import(path)
  } catch (cause) {
    throw new NotSupportedError('Cannot boot a container with engine "page": this build of oro-container has none; leave "engine" out', { cause })
  }
}

/** @param {BootOptions} options */
function check ({ engine = 'host', workdirName }) {
  if (engine !== 'host' && engine !== 'page') throw new TypeError(`Cannot boot a container: there is no engine "${engine}", there are "host" and "page"`)
  if (workdirName === undefined) return
  if (typeof workdirName !== 'string' || ['', '.', '..'].includes(workdirName) || /[/\0]/.test(workdirName)) {
    throw new Error(`Cannot boot a container: "${workdirName}" is no name for its working folder: it is one name, without a slash, and not "." or ".."`)
  }
}
