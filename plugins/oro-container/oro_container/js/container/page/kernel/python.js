/**
 * Python in this worker, with the container's core loaded.
 * @module
 */

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
  const [{ loadPyodide }, core] = await Promise.all([import(`${assets}pyodide/pyodide.mjs`), fetched(`${assets}core.zip`)])
  const python = await loadPyodide({ indexURL: `${assets}pyodide/`, convertNullToNone: true, stdout () {}, stderr: (/** @type {string} */ line) => console.warn(line) })
  python.unpackArchive(core, 'zip', { extractDir: '/core' })
  python.runPython('import sys; sys.path.insert(0, "/core")')
  return python.pyimport('oro_container.page_kernel.main')
}

/** @param {string} url @returns {Promise<ArrayBuffer>} */
async function fetched (url) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`Cannot boot a container in the page: "${url}" answered ${response.status}`)
  return response.arrayBuffer()
}
