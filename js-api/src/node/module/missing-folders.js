/**
 * Folders of packages that are not there. Most files that `require()` looks for are in none: an answer that there is
 * no such file says how far its path leads, and below that nothing is asked for again.
 * @module
 */

/** @type {Set<string>} */
const absent = new Set()

/**
 * @param {string} path
 * @returns {boolean} whether a folder on its way is known not to be there
 */
export function isKnownAbsent (path) {
  if (absent.size === 0) return false
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
    if (absent.has(path.slice(0, end))) return true
  }
  return false
}

/**
 * @param {string} path that was asked for
 * @param {string | null} folder the deepest one on its way that is there
 */
export function noteNearest (path, folder) {
  if (folder === null) return
  // Segments, because an engine may have encoded what was asked for.
  const depth = folder === '/' ? 0 : folder.split('/').length - 1
  const missing = path.split('/').slice(0, depth + 2).join('/')
  // Elsewhere something other than files may answer.
  if (missing !== path && missing.includes('/node_modules')) absent.add(missing)
}

/**
 * @param {string} path of a file that is there
 * @param {string | null} scope the folder of its package, in which no folder on the way has packages of its own
 * @returns {string[]} the package.json files on the way that are not there
 */
export function noteScope (path, scope) {
  /** @type {string[]} */
  const missing = []
  if (scope === null || !path.startsWith(`${scope}/`)) return missing
  for (let at = path.slice(0, path.lastIndexOf('/')); at.length >= scope.length; at = at.slice(0, at.lastIndexOf('/'))) {
    absent.add(`${at}/node_modules`)
    if (at !== scope) missing.push(`${at}/package.json`)
  }
  return missing
}
