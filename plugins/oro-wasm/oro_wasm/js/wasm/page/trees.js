/**
 * Trees of files as a worker holds them.
 * @module
 */

import { MemoryFile, MemoryFolder, MemoryLink } from '../../wasi/preview1/tree/memory.js'

/** @typedef {import('../files.js').Described} Described */

/**
 * @param {Described[]} entries
 * @returns {MemoryFolder}
 */
export function folderOf (entries) {
  const folder = new MemoryFolder()
  for (const [name, kind, value] of entries) {
    folder.put(name, kind === 'file' ? new MemoryFile(value) : kind === 'link' ? new MemoryLink(value) : folderOf(value))
  }
  return folder
}

/**
 * @param {MemoryFolder} folder
 * @returns {Described[]}
 */
export function entriesOf (folder) {
  return [...folder].map(([name, node]) => {
    if (node instanceof MemoryFolder) return [name, 'folder', entriesOf(node)]
    return node instanceof MemoryLink ? [name, 'link', node.target()] : [name, 'file', node.bytes.slice()]
  })
}
