/**
 * Throw away what engines keep for this origin, as far as pages can (Clear Site Data, section 4.2).
 * @module
 */

/**
 * A database goes once every connection to it is closed: each is told so by `versionchange`.
 * @returns {Promise<boolean>} true
 */
export async function clear () {
  localStorage.clear()
  sessionStorage.clear()
  const databases = await indexedDB.databases()
  await Promise.all(databases.map(({ name }) => removed(String(name))))
  return true
}

/**
 * @param {string} name
 * @returns {Promise<void>} once it is gone, or waits for others
 */
function removed (name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = request.onblocked = () => resolve()
  })
}
