/**
 * The pickers of the File System standard, where the page has them.
 * @module
 */

import { missing } from '../../base/internal/missing.js'

const page = /** @type {any} */ (globalThis)
/** @param {string} name */
const picker = (name) => (/** @type {any[]} */ ...args) => (page[name] ?? missing(`${name}()`))(...args)

export const showOpenFilePicker = picker('showOpenFilePicker')
export const showSaveFilePicker = picker('showSaveFilePicker')
export const showDirectoryFilePicker = picker('showDirectoryPicker')

export { showDirectoryFilePicker as showDirectoryPicker }

export default { showDirectoryFilePicker, showDirectoryPicker: showDirectoryFilePicker, showOpenFilePicker, showSaveFilePicker }
