/**
 * Where the app's files are on disk. Files are asked for by their path in the app's origin; modules are known by the
 * path that `fs` takes. The host tells the folders to pages that may use `fs`; in others both paths are the same.
 * @module
 */

/** @returns {[prefix: string, folder: string][]} paths of the origin and the folders served there, the longest path first */
function served () {
  const { __args: args } = globalThis
  if (!args?.folders || !args.origin?.startsWith('oro:')) return []
  const all = args.testFolder ? { ...args.folders, '/_test': args.testFolder } : args.folders
  return Object.entries(all).sort(([a], [b]) => b.length - a.length)
}

const mounts = served()

/** @param {string} path @param {string} folder @returns {boolean} */
function isBelow (path, folder) {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`)
}

/** @param {string} path @param {string} from @param {string} to @returns {string} */
function moved (path, from, to) {
  const rest = from === '/' ? path : path.slice(from.length)
  return to === '/' ? rest || '/' : `${to}${rest === '/' ? '' : rest}`
}

/**
 * @param {string} path in the app's origin, percent-encoded
 * @returns {string} on disk
 */
export function onDisk (path) {
  const plain = decoded(path)
  const mount = mounts.find(([prefix]) => isBelow(plain, prefix))
  return mount ? moved(plain, mount[0], mount[1]) : plain
}

/**
 * @param {string} path on disk
 * @returns {string} in the app's origin, percent-encoded; of a file that is in no folder served there, the path itself
 */
export function inOrigin (path) {
  const found = mounts.filter(([, folder]) => isBelow(path, folder)).sort(([one, a], [other, b]) => b.length - a.length || one.length - other.length)[0]
  const plain = found ? moved(path, found[1], found[0]) : path
  return plain.split('/').map(encodeURIComponent).join('/')
}

/**
 * @param {string} place a URL of the app's origin, a `file:` URL, or a path of either kind
 * @returns {string} the path on disk
 */
export function placeOf (place) {
  if (place.startsWith('/')) return isServed(place) ? place : onDisk(inOrigin(place))
  const { pathname, protocol } = new URL(place)
  return protocol === 'file:' ? decoded(pathname) : onDisk(pathname)
}

/** @param {string} path @returns {boolean} whether it lies in a folder that the host told of */
function isServed (path) {
  return mounts.some(([, folder]) => isBelow(path, folder))
}

/** @param {string} path */
function decoded (path) {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
