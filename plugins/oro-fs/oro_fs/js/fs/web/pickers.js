/**
 * The pickers of the File System standard, by the desktop's own dialogs.
 * @module
 */

import { request } from 'oro:ipc'
import * as wellKnown from 'oro:path/well-known'
import { writeFile } from '../operations/contents.js'
import { perform } from '../operations/operation.js'
import { FileSystemDirectoryHandle } from './directory-handle.js'
import { FileSystemFileHandle } from './file-handle.js'
import { FileSystemHandle, pathOf, told } from './handle.js'

/**
 * @typedef {object} PickerOptions
 * @property {{ description?: string, accept?: Record<string, string | string[]> }[]} [types] to choose from
 * @property {string | FileSystemHandle} [startIn] `documents` and its like, or a handle
 */

/**
 * Ask the person for files.
 * @param {PickerOptions & { multiple?: boolean }} [options]
 * @returns {Promise<FileSystemFileHandle[]>}
 * @throws {DOMException} AbortError when nothing was chosen
 */
export async function showOpenFilePicker ({ multiple = false, ...options } = {}) {
  const paths = await picked({ type: 'open', allowMultiple: multiple }, options)
  return paths.map((path) => new FileSystemFileHandle(path))
}

/**
 * Ask the person where to save; the file is made when there is none.
 * @param {PickerOptions & { suggestedName?: string }} [options]
 * @returns {Promise<FileSystemFileHandle>}
 * @throws {DOMException} AbortError when nothing was chosen
 */
export async function showSaveFilePicker ({ suggestedName = '', ...options } = {}) {
  const [path] = await picked({ type: 'save', defaultName: suggestedName }, options)
  await told(perform(writeFile(path, '', { flag: 'a' })))
  return new FileSystemFileHandle(path)
}

/**
 * Ask the person for a folder.
 * @param {PickerOptions} [options]
 * @returns {Promise<FileSystemDirectoryHandle>}
 * @throws {DOMException} AbortError when nothing was chosen
 */
export async function showDirectoryPicker (options = {}) {
  const [path] = await picked({ type: 'open', allowFiles: false, allowDirs: true }, options)
  return new FileSystemDirectoryHandle(path)
}

/**
 * @param {Record<string, any>} params
 * @param {PickerOptions} options
 * @returns {Promise<string[]>}
 */
async function picked (params, { types = [], startIn }) {
  const all = { ...params, contentTypeSpecs: specs(types), defaultPath: folder(startIn) }
  const { err, data } = await request('window.showFileSystemPicker', all)
  if (!err) return data.paths
  throw err.name === 'AbortError' ? new DOMException(err.message, 'AbortError') : err
}

/** @param {NonNullable<PickerOptions['types']>} types */
function specs (types) {
  return types.flatMap(({ accept = {} }) => Object.entries(accept))
    .filter(([, endings]) => endings.length > 0)
    .map(([type, endings]) => `${type}:${[endings].flat().join(',')}`)
    .join('|')
}

/** @param {PickerOptions['startIn']} start */
function folder (start) {
  if (start === undefined) return ''
  if (start instanceof FileSystemHandle) return start.kind === 'directory' ? pathOf(start) : pathOf(start).slice(0, pathOf(start).lastIndexOf('/')) || '/'
  const found = /** @type {Record<string, any>} */ (wellKnown)[String(start).toUpperCase()]
  if (typeof found === 'string') return found
  throw new TypeError(`Cannot start in "${start}": expected a handle, or desktop, documents, downloads, music, pictures or videos`)
}
