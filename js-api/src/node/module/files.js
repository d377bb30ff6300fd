/**
 * The files of the app's origin, read at once; each is asked for once.
 * @module
 */

import { engine } from '../../base/internal/engine.js'
import { isKnownAbsent, noteNearest, noteScope } from './missing-folders.js'
import { onDisk } from './places.js'

/** @type {Map<string, string | null>} */
const texts = new Map()
/** @type {Map<string, readonly string[]>} conditions of packages, by the path of their package.json */
const builds = new Map()
/** @type {Map<string, string>} paths without links, by those that links lead from */
const reals = new Map()

/** @returns {string} */
export function origin () {
  return globalThis.__args?.origin ?? globalThis.origin
}

/**
 * @param {string} path
 * @returns {string | null} null when there is no such file
 */
export function text (path) {
  const known = texts.get(path)
  if (known !== undefined) return known
  const found = fetched(path)
  texts.set(path, found)
  return found
}

/**
 * @param {string} path
 * @returns {Uint8Array<ArrayBuffer> | null} null when there is no such file
 */
export function bytes (path) {
  const characters = fetched(path, 'text/plain; charset=x-user-defined')
  return characters === null ? null : Uint8Array.from(characters, (character) => character.charCodeAt(0) & 0xff)
}

/** @param {string} path */
export function exists (path) {
  return text(path) !== null
}

/**
 * @param {string} path
 * @returns {any} null when there is no such file
 * @throws {SyntaxError} it is no JSON; names the file
 */
export function json (path) {
  const source = text(path)
  if (source === null) return null
  try {
    return JSON.parse(source)
  } catch (error) {
    throw Object.assign(new SyntaxError(`${onDisk(path)}: ${/** @type {Error} */ (error).message}`), { path: onDisk(path) })
  }
}

/**
 * @param {string} path of a package.json
 * @returns {readonly string[] | null} the conditions of its package's build, null where the host said nothing
 */
export function build (path) {
  text(path)
  return builds.get(path) ?? null
}

/** @param {string} path of a file that is there @returns {string} the one that Node knows it by: without links */
export function real (path) {
  text(path)
  return reals.get(path) ?? path
}

/** @param {string} path @param {string} [type] the content type to read it as, instead of that the host gives */
function fetched (path, type) {
  if (!globalThis.isOroRuntime || isKnownAbsent(path)) return null
  const request = new engine.XMLHttpRequest()
  request.open('GET', `${origin()}${path}`, false)
  if (type) request.overrideMimeType(type)
  request.setRequestHeader('Runtime-Request-Source', 'module')
  try {
    request.send()
  } catch {
    return null
  }
  noteNearest(path, request.getResponseHeader('oro-nearest-folder'))
  const build = request.getResponseHeader('oro-npm-build')
  const real = request.getResponseHeader('oro-npm-real')
  if (build) for (const each of [path, real ?? path]) builds.set(each, build.split(' '))
  for (const none of noteScope(path, request.getResponseHeader('oro-npm-scope'))) texts.set(none, null)
  const completed = request.getResponseHeader('oro-npm-file')
  if (completed !== null && request.status === 200) return noteCompleted(path, completed, request.responseText, real, type)
  // A folder answers with a page of its own: that is no module.
  const place = request.getResponseHeader('content-location')
  const other = place !== null && decodeURIComponent(place) !== decodeURIComponent(path)
  if (request.status !== 200 || other) return null
  noteReal(path, real, request.responseText, type)
  return request.responseText
}

/** @param {string} path @param {string | null} real @param {string} text @param {string} [type] given where `text` is no text */
function noteReal (path, real, text, type) {
  if (real === null) return
  reals.set(path, real)
  if (type === undefined) texts.set(real, text)
}

/**
 * Keep a file that the host gives for the path without its extension; for that path itself there is none.
 * @param {string} path
 * @param {string} extension
 * @param {string} text
 * @param {string | null} real its path without links
 * @param {string} [type] given where `text` is no text
 */
function noteCompleted (path, extension, text, real, type) {
  noteReal(path + extension, real, text, type)
  if (type === undefined) texts.set(path + extension, text)
  return null
}
