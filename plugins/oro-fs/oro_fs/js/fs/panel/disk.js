/** All calls of the panel to the host. Paths are percent-encoded (see names.js). */

import { request, write } from 'oro:ipc'

/**
 * @typedef {'file' | 'folder' | 'link' | 'special'} Kind
 *
 * @typedef {object} Entry
 * @property {string} name percent-encoded
 * @property {string} path percent-encoded
 * @property {Kind} kind
 *
 * @typedef {object} Facts what the system knows of a file
 * @property {Kind} kind what it is, links followed
 * @property {string} special what it is when it is neither file nor folder
 * @property {number} mode
 * @property {number} size
 * @property {Date} modified
 * @property {string} stamp changes whenever the file does
 * @property {string | null} target where a link leads, percent-encoded
 */

/** @type {Record<number, Kind>} */
const KINDS = { 1: 'file', 2: 'folder', 3: 'link' }

const MODES = 0o170000
/** @type {Record<number, string>} */
const SPECIAL = { 0o040000: 'folder', 0o010000: 'named pipe', 0o140000: 'socket', 0o020000: 'character device', 0o060000: 'block device', 0o120000: 'broken link' }

/** @param {string} path */
const url = (path) => `file://${path}`

/**
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {{ signal?: AbortSignal, responseType?: XMLHttpRequestResponseType }} [options]
 * @returns {Promise<any>}
 */
async function ask (route, params, options) {
  const { err, data } = await request(route, params, options)
  if (err) throw err
  return data
}

/**
 * List a folder.
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<Entry[]>}
 */
export async function list (path, signal) {
  /** @type {{ name: string, type: number }[]} */
  const entries = await ask('fs.readdir', { path: url(path) }, { signal })
  const folder = path.endsWith('/') ? path : `${path}/`
  return entries.map(({ name, type }) => ({ name, path: folder + name, kind: KINDS[type] ?? 'special' }))
}

/**
 * Look at a file, a folder, or what a link leads to.
 * @param {string} path
 * @returns {Promise<Facts>}
 */
export async function look (path) {
  const own = await ask('fs.lstat', { path: url(path) })
  if ((Number(own.st_mode) & MODES) !== 0o120000) return facts(own, null)
  const { encoded: target } = await ask('fs.readlink', { path: url(path) })
  const { err, data } = await request('fs.stat', { path: url(path) })
  return facts(err ? own : data, target)
}

/**
 * @param {any} stat
 * @param {string | null} target
 * @returns {Facts}
 */
function facts (stat, target) {
  const mode = Number(stat.st_mode)
  const { tv_sec: seconds, tv_nsec: nanoseconds } = stat.st_mtim
  return {
    kind: (mode & MODES) === 0o100000 ? 'file' : (mode & MODES) === 0o040000 ? 'folder' : 'special',
    special: SPECIAL[mode & MODES] ?? 'special file',
    mode,
    size: Number(stat.st_size),
    modified: new Date(Number(seconds) * 1000 + Number(nanoseconds) / 1e6),
    stamp: [stat.st_dev, stat.st_ino, stat.st_size, seconds, nanoseconds].join(':'),
    target
  }
}

/**
 * Read part of a file.
 * @param {string} path
 * @param {number} offset
 * @param {number} size
 * @returns {Promise<Uint8Array<ArrayBuffer>>} fewer bytes at its end
 */
export async function read (path, offset, size) {
  return new Uint8Array(await ask('fs.readFile', { path: url(path), offset, size }, { responseType: 'arraybuffer' }))
}

/**
 * Replace what a file holds.
 * @param {string} path
 * @param {string} text
 */
export async function save (path, text) {
  const { err } = await write('fs.writeFile', { path: url(path) }, new TextEncoder().encode(text))
  if (err) throw err
}

/**
 * Remove a file, if it is there.
 * @param {string} path
 */
export async function remove (path) {
  await ask('fs.rm', { path: url(path), force: true })
}

/**
 * An address an element can load a file from.
 * @param {string} path
 */
export function source (path) {
  return `ipc://fs.readFile/?path=${encodeURIComponent(url(path))}`
}

/**
 * Be told of changes in a folder until the signal says stop.
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {(path: string) => void} changed told the path below the folder, empty when anything may have changed
 */
export async function watch (path, signal, changed) {
  const id = String(crypto.getRandomValues(new Uint32Array(1))[0])
  /** @param {any} event */
  const told = ({ detail: { params } }) => {
    if (params.source === 'fs.watch' && params.data?.id === id) changed(params.data.path)
  }
  globalThis.addEventListener('data', told)
  signal.addEventListener('abort', () => globalThis.removeEventListener('data', told))
  await ask('fs.watch', { id, path: url(path) }, { signal })
  signal.addEventListener('abort', () => request('fs.stopWatch', { id }))
  if (signal.aborted) request('fs.stopWatch', { id })
}

/**
 * Ask for a folder with the desktop's own dialog.
 * @param {string} path where it begins
 * @returns {Promise<string>} not encoded
 */
export async function choose (path) {
  const { paths } = await ask('window.showFileSystemPicker', { allowDirs: true, allowFiles: false, defaultPath: path, title: 'Choose a folder' })
  return paths[0]
}

/**
 * Folders a person may want to begin in.
 * @returns {Promise<{ name: string, path: string }[]>} paths not encoded
 */
export async function places () {
  const wanted = [['Home', 'HOME'], ['Temporary', 'TMPDIR']]
  const values = await Promise.all(wanted.map(([, key]) => request('process.env.get', { key })))
  const { data } = await request('platform.primordials')
  const found = wanted.map(([name], index) => ({ name, path: values[index].data?.value || (name === 'Temporary' ? '/tmp' : '') }))
  return [...found, { name: 'Working folder', path: data?.cwd ?? '' }, { name: 'Computer', path: '/' }].filter(({ path }) => path)
}
