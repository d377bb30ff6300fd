/**
 * Node's process, and its members by name.
 * @module
 */

import { process } from './process/process.js'

export { env, environment, ProcessEnvironment, ProcessEnvironmentEvent } from './process/environment.js'
export { hrtime } from './process/time.js'
export { nextTick } from './internal/tick.js'
export { cwd } from '../internal/cwd.js'
export { stderr, stdin, stdout } from './process/streams.js'

export const { argv, config, emitWarning, execArgv, features, memoryUsage, platform, release, version, versions } = bound()
/** @param {number} [code] */
export const exit = (code) => process.exit(code)
/** @param {string} directory */
export const chdir = (directory) => process.chdir(directory)
export const arch = process.arch
export const argv0 = process.argv0
export const uptime = () => process.uptime()
/** @param {number} pid @param {string | number} [signal] */
export const kill = (pid, signal) => process.kill(pid, signal)
/** @param {{ user: number, system: number }} [since] */
export const cpuUsage = (since) => process.cpuUsage(since)
export const resourceUsage = () => process.resourceUsage()
/** @param {number} [mask] */
export const umask = (mask) => process.umask(mask)
export const abort = () => process.abort()
export const getuid = () => process.getuid()
export const geteuid = () => process.geteuid()
export const getgid = () => process.getgid()
export const getegid = () => process.getegid()
export const getgroups = () => process.getgroups()

export default process

function bound () {
  return { ...process, emitWarning: process.emitWarning.bind(process), memoryUsage: process.memoryUsage }
}
