/**
 * The machine, as Node's `os` tells of it, and what Oro's pages ask beyond that.
 *
 *     import os from 'oro:os'
 *     os.cpus().length
 *
 * What changes is asked for at each call, and the page waits.
 * @module
 */

import { facts, primordials } from './os/facts.js'
import { asked, primitive } from './os/ask.js'

export { constants } from './os/facts.js'
export { getPriority, setPriority } from './os/priority.js'
export { userInfo } from './os/user.js'
export { availableMemory, host, hrtime, rusage, uname } from './os/more.js'
export * as default from './os.js'

/**
 * @typedef {object} CPU
 * @property {string} model
 * @property {number} speed MHz, 0 when the system does not tell
 * @property {{ user: number, nice: number, sys: number, idle: number, irq: number }} times milliseconds
 */

/**
 * @typedef {object} NetworkAddress
 * @property {string} address
 * @property {string} netmask
 * @property {'IPv4' | 'IPv6'} family
 * @property {string} mac
 * @property {boolean} internal
 * @property {string | null} cidr
 * @property {number} [scopeid] of IPv6
 */

/** The end of a line. */
export const EOL = '\n'

/** The file that takes everything and holds nothing. */
export const devNull = '/dev/null'

/** @type {() => boolean} */
export const isWindows = primitive(() => primordials.platform === 'win32')

/** @type {() => string} such as `x64` */
export const arch = primitive(() => primordials.arch)

/** @type {() => string} such as `x86_64` */
export const machine = primitive(() => facts.uname.machine)

/** @type {() => string} such as `linux` */
export const platform = primitive(() => primordials.platform)

/** @type {() => string} such as `Linux` */
export const type = primitive(() => facts.uname.sysname)

/** @type {() => string} of the kernel */
export const release = primitive(() => facts.uname.release)

/** @type {() => string} of the kernel, in words */
export const version = primitive(() => facts.uname.version)

/** @type {() => 'LE' | 'BE'} */
export const endianness = primitive(() => facts.endianness)

/** @type {() => string} */
export const hostname = primitive(() => facts.uname.nodename)

/** @type {() => string} */
export const homedir = primitive(() => facts.homedir)

/** @type {() => string} */
export const tmpdir = primitive(() => facts.tmpdir)

/** @type {() => number} seconds since the machine was started */
export const uptime = primitive(() => Math.floor(asked('os.uptime') / 10) / 100)

/** @type {() => number} bytes that programs can still have */
export const freemem = primitive(() => asked('os.memory').free)

/** @type {() => number} bytes */
export const totalmem = primitive(() => asked('os.memory').total)

/** @type {() => number} on how many processors the app may run */
export const availableParallelism = primitive(() => asked('os.availableParallelism'))

/** @returns {[number, number, number]} how many processes were ready to run, over 1, 5 and 15 minutes */
export function loadavg () {
  return asked('os.loadavg')
}

/** @returns {CPU[]} */
export function cpus () {
  return asked('os.cpus')
}

/** @returns {Record<string, NetworkAddress[]>} every address of the interfaces that are up */
export function networkInterfaces () {
  return asked('os.interfaces')
}
