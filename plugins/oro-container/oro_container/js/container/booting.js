import { NotSupportedError } from 'oro:errors'
import { bootHost } from './host-engine.js'

/** @typedef {import('./types.js').BootOptions} BootOptions */
/** @typedef {import('./engine.js').Engine} Engine */

/** By a variable: the page engine is imported where it is asked for, and scripts have no `require` that stands for that. */
const PAGE = './page/engine.js'

/**
 * @param {BootOptions} options
 * @returns {Promise<Engine>}
 */
export async function bootEngine (options) {
  check(options)
  return options.engine === 'page' ? bootPage(options) : bootHost(options)
}

/** @param {BootOptions} options @returns {Promise<Engine>} */
async function bootPage (options) {
  let module
  try {
    module = await import(PAGE)
  } catch (cause) {
    throw new NotSupportedError('Cannot boot a container with engine "page": this build of oro-container has none; leave "engine" out', { cause })
  }
  return module.bootPage(options)
}

/** @param {BootOptions} options */
function check ({ engine = 'host', workdirName }) {
  if (engine !== 'host' && engine !== 'page') throw new TypeError(`Cannot boot a container: there is no engine "${engine}", there are "host" and "page"`)
  if (workdirName === undefined) return
  if (typeof workdirName !== 'string' || ['', '.', '..'].includes(workdirName) || /[/\0]/.test(workdirName)) {
    throw new Error(`Cannot boot a container: "${workdirName}" is no name for its working folder: it is one name, without a slash, and not "." or ".."`)
  }
}
