/**
 * Files that the person drags from the page to other programs, for `data-oro-drag-files` and `DownloadURL`.
 * @module
 */

import { request, write } from 'oro:ipc'

/**
 * Drag files. To be called while the person holds the mouse button down, as in a handler of `dragstart`, whose default
 * the handler prevents.
 * @param {string[]} paths
 * @returns {Promise<string>} what the program did that took them: `copy`, `move` or `link`; empty where none took them
 */
export async function dragFiles (paths) {
  const { data, err } = await request(/** @type {any} */ ('desktop.drag'), { paths: JSON.stringify(paths) })
  if (err) throw err
  return data.action
}

/**
 * Drag what an address answers with, as a file.
 * @param {string} text the type, the name and the address: `text/plain:tea.txt:blob:…`
 * @returns {Promise<string>} as of `dragFiles`
 */
export async function dragDownload (text) {
  const [, , name, url] = /^([^:]*):([^:]*):([^]*)$/.exec(text) ?? []
  if (!url) throw new TypeError(`Cannot drag "${text.slice(0, 80)}": expected TYPE:NAME:ADDRESS`)
  const answer = await fetch(new URL(url, location.href))
  if (!answer.ok) throw new DOMException(`Cannot drag "${name}": ${url} answers with ${answer.status}`, 'NetworkError')
  const body = new Uint8Array(await answer.arrayBuffer())
  const { data, err } = await write(/** @type {any} */ ('desktop.dragContents'), { name }, body)
  if (err) throw err
  return data.action
}
