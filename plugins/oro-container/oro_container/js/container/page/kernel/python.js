/**
 * Python in this worker, with the container's core loaded.
 * @module
 */

/** Where Python has the core, as the snapshot has it too. */
const CORE = '/core.zip'

/** Pyodide takes a worker that has Node's `process` for Node. */
function hideNode () {
  Object.defineProperty(globalThis, 'process', { value: undefined, configurable: true, writable: true })
}

/**
 * @param {string} assets the folder that has `pyodide/` and `core.zip`, as a URL that ends in a slash
 * @returns {Promise<any>} the module `oro_container.page_kernel.main`
 * @throws {Error} they cannot be loaded
 */
export async function loadCore (assets) {
  hideNode()
  const [{ loadPyodide }, snapshot, core] = await Promise.all([import(`${assets}pyodide/pyodide.mjs`), snapshotOf(assets), fetched(`${assets}core.zip`)])
  const options = { indexURL: `${assets}pyodide/`, convertNullToNone: true, stdout () {}, stderr: (/** @type {string} */ line) => console.warn(line) }
  const python = (snapshot && await begun(loadPyodide, options, snapshot)) ?? await loadPyodide(options)
  python.FS.writeFile(CORE, new Uint8Array(core))
  python.runPython(`import random, sys; random.seed(); "${CORE}" in sys.path or sys.path.insert(0, "${CORE}")`)
  return python.pyimport('oro_container.page_kernel.main')
}

/**
 * Python as it was once the core was loaded.
 * @param {(options: any) => Promise<any>} loadPyodide
 * @param {any} options
 * @param {Uint8Array} snapshot
 * @returns {Promise<any>} nothing where it is of another Pyodide
 */
async function begun (loadPyodide, options, snapshot) {
  try {
    return await loadPyodide({ ...options, _loadSnapshot: snapshot })
  } catch (error) {
    console.warn(`Cannot boot from a snapshot: ${/** @type {Error} */ (error).message}`)
    return null
  }
}

/** @param {string} assets @returns {Promise<Uint8Array | null>} none where there is none */
async function snapshotOf (assets) {
  const response = await fetch(`${assets}snapshot.bin.gz`).catch(() => null)
  if (!response?.ok || !response.body) return null
  // A server that knows the ending may have said that it is an encoding; the browser has taken it off then.
  if (response.headers.get('content-encoding') === 'gzip') return new Uint8Array(await response.arrayBuffer())
  return new Uint8Array(await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
}

/** @param {string} url @returns {Promise<ArrayBuffer>} */
async function fetched (url) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`Cannot boot a container in the page: "${url}" answered ${response.status}`)
  return response.arrayBuffer()
}
