/** Functions beyond those of Node. */

import { asked } from './ask.js'
import { facts, primordials } from './facts.js'
import { sendSync } from 'oro:ipc'

/** @returns {{ sysname: string, nodename: string, release: string, version: string, machine: string }} */
export function uname () {
  return { ...facts.uname }
}

/** @returns {{ ru_maxrss: number }} the largest memory the app's process has had, in the system's unit */
export function rusage () {
  return asked('os.rusage')
}

/** @returns {bigint} nanoseconds of a clock that only goes forward */
export function hrtime () {
  return number('os.hrtime')
}

/** @returns {bigint} bytes that programs can still have */
export function availableMemory () {
  return number('os.availableMemory')
}

/** @returns {string} such as `linux`, `macosx`, `win32` */
export function host () {
  return primordials['host-operating-system']
}

/** @param {string} route that answers with eight bytes */
function number (route) {
  const { err, data } = sendSync(route, {}, { responseType: 'arraybuffer' })
  if (err) throw err
  return new DataView(data).getBigUint64(0)
}
