import { Buffer } from 'oro:buffer'
import { systemError } from './ask.js'
import { facts } from './facts.js'

/**
 * The user who runs the app.
 * @param {{ encoding?: string } | null} [options] `buffer` gives Buffers
 * @returns {{ uid: number, gid: number, username: any, homedir: any, shell: any }}
 * @throws a SystemError when the user has no entry
 */
export function userInfo (options) {
  if (facts.user === null) {
    throw systemError({ errno: -2, code: 'ENOENT', message: 'no such file or directory', syscall: 'uv_os_get_passwd' })
  }
  const bytes = options?.encoding === 'buffer'
  const shown = (/** @type {string | null} */ text) => bytes && text !== null ? Buffer.from(text) : text
  const { uid, gid, username, homedir, shell } = facts.user
  return Object.assign(Object.create(null), { uid, gid, username: shown(username), homedir: shown(homedir), shell: shown(shell) })
}
