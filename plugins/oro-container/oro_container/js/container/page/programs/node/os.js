/**
 * `node:os` of a program in a page.
 * @module
 */

/** @param {{ begin: any }} given */
export function makeOs ({ begin }) {
  const count = globalThis.navigator?.hardwareConcurrency ?? 1
  return {
    EOL: '\n',
    arch: () => 'wasm32',
    platform: () => 'linux',
    type: () => 'Linux',
    release: () => '0',
    version: () => 'page',
    machine: () => 'wasm32',
    hostname: () => 'container',
    homedir: () => begin.env.HOME ?? '/home',
    tmpdir: () => begin.env.TMPDIR ?? '/tmp',
    endianness: () => 'LE',
    availableParallelism: () => count,
    cpus: () => Array.from({ length: count }, () => ({ model: 'page', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } })),
    networkInterfaces: () => ({}),
    loadavg: () => [0, 0, 0],
    uptime: () => performance.now() / 1000,
    userInfo: () => ({ username: 'user', uid: 1000, gid: 1000, shell: '/bin/sh', homedir: begin.env.HOME ?? '/home' }),
    constants: { signals: { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15, SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20, SIGWINCH: 28 }, errno: {} },
    devNull: '/dev/null'
  }
}
