/** Facts that do not change while the app runs; fetched once, when the first module needs them. */

import { primordials } from 'oro:ipc'
import { asked } from './ask.js'

/**
 * @type {{
 *   uname: { sysname: string, nodename: string, release: string, version: string, machine: string },
 *   endianness: 'LE' | 'BE', homedir: string, tmpdir: string,
 *   user: { uid: number, gid: number, username: string, homedir: string, shell: string | null } | null,
 *   constants: Constants
 * }}
 */
export const facts = asked('os.facts')

/**
 * @typedef {object} Constants
 * @property {number} UV_UDP_REUSEADDR
 * @property {Readonly<Record<string, number>>} dlopen
 * @property {Readonly<Record<string, number>>} errno
 * @property {Readonly<Record<string, number>>} signals
 * @property {Readonly<Record<string, number>>} priority
 */

/** @type {Constants} numbers of this system */
export const constants = facts.constants

export { primordials }
