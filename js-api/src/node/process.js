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

export const {
  abort, allowedNodeEnvironmentFlags, arch, argv, argv0, assert, availableMemory, binding, chdir, config,
  constrainedMemory, cpuUsage, debugPort, dlopen, emitWarning, execArgv, execPath, exit, exitCode, features,
  getActiveResourcesInfo, getBuiltinModule, getegid, geteuid, getgid, getgroups, getuid,
  hasUncaughtExceptionCaptureCallback, initgroups, kill, loadEnvFile, memoryUsage, moduleLoadList, openStdin, pid,
  platform, ppid, reallyExit, release, report, resourceUsage, setSourceMapsEnabled,
  setUncaughtExceptionCaptureCallback, setegid, seteuid, setgid, setgroups, setuid, sourceMapsEnabled, title, umask,
  uptime, version, versions
} = members()

export default process

/** @returns {any} the members, methods bound; those that only the host knows are undefined where it does not tell */
function members () {
  return new Proxy(process, {
    get (_, name) {
      try {
        const value = Reflect.get(process, name)
        return typeof value === 'function' ? Object.assign(value.bind(process), value) : value
      } catch {
        return undefined
      }
    }
  })
}
