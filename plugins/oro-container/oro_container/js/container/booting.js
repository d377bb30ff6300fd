import { NotSupportedError } from 'oro:errors'
import { bootHost } from './host-engine.js'

/** @typedef {import('./types.js').BootOptions} BootOptions */
/** @typedef {import('./engine.js').Engine} Engine */

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
  const { name = '', workdirName, policy, image, forwardPreviewErrors = false } = options
  if (image) throw new NotSupportedError('Cannot boot an image with engine "page": images are of the host; mount its files, or use engine "host"')
  if (policy !== undefined) throw new NotSupportedError('Cannot narrow a container with engine "page": its walls are those of the browser; leave "policy" out, or use engine "host"')
  return pageEngine({ name, workdirName, forwardPreviewErrors })
}

/** @param {import('./page-engine.js').PageBoot} options @returns {Promise<import('./page-engine.js').PageEngine>} */
async function pageEngine ({ name, workdirName, forwardPreviewErrors }) {
  // When it is wanted: most pages want the other.
  const [{ bootPage }, { PageEngine, Queue }, { askByHost, registriesOfMachine }, { GuestPreviews }] = await Promise.all([import('./page/engine.js'), import('./page-engine.js'), import('./host-registries.js'), import('./guest-previews.js')])
  const { npmrc, scripts } = await registriesOfMachine()
  const container = await bootPage({ workdirName, npmrc, scripts, ask: askByHost, ...(name ? { name } : {}) })
  const events = new Queue()
  const previews = await GuestPreviews.begin(container, forwardPreviewErrors, (message) => events.put({ type: 'preview-message', message }))
  return new PageEngine(container, name, previews, events, pageEngine)
}

/** @param {BootOptions} options */
function check ({ engine = 'host', workdirName, image = '' }) {
  if (typeof image !== 'string') throw new TypeError('Cannot boot a container: "image" is the name of one')
  if (engine !== 'host' && engine !== 'page') throw new TypeError(`Cannot boot a container: there is no engine "${engine}", there are "host" and "page"`)
  if (workdirName === undefined) return
  if (typeof workdirName !== 'string' || ['', '.', '..'].includes(workdirName) || /[/\0]/.test(workdirName)) {
    throw new Error(`Cannot boot a container: "${workdirName}" is no name for its working folder: it is one name, without a slash, and not "." or ".."`)
  }
}
