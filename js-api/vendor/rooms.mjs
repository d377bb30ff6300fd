/**
 * The rooms of `src`: its top folders, from the lowest to the highest, and how the names of their modules begin.
 * `src/rooms.json` lists them; the host reads it too. The module NAME is the file NAME.js of one of the rooms.
 * @module
 */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'src')

/** @type {[string, string][]} each room and what the names of its modules begin with */
const rooms = Object.entries(JSON.parse(readFileSync(join(source, 'rooms.json'), 'utf8')))

/**
 * @param {string} name of a module's file without its room, such as `buffer.js`
 * @returns {string | undefined} its path in `src`, such as `node/buffer.js`
 */
export function pathOf (name) {
  return rooms.filter(([, prefix]) => name.startsWith(prefix))
    .map(([room, prefix]) => `${room}/${name.slice(prefix.length)}`)
    .find((path) => existsSync(join(source, path)))
}

/** @param {string} path in `src`, such as `node/buffer.js` @returns {string} its name, such as `buffer.js` */
export function nameOf (path) {
  const [room, ...rest] = path.split('/')
  return `${Object.fromEntries(rooms)[room]}${rest.join('/')}`
}

/** @param {string} path in `src` @returns {boolean} whether it is in a room */
export function isInRoom (path) {
  return rooms.some(([room]) => path.startsWith(`${room}/`))
}
