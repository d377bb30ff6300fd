/**
 * Programs, as Node's `child_process` has them.
 *
 *     const child = spawn('git', ['log'])
 *     child.stdout.on('data', (bytes) => { ... })
 *     child.on('close', (code, signal) => { ... })
 *
 * What a page starts ends with the page, unless it is `detached`. `fork()` runs a module in a worker.
 * @module
 */

import { callable } from 'oro:internal/callable'
import { ChildProcess as ChildProcessClass } from './child_process/child.js'

export { exec, execFile } from './child_process/exec.js'
export { fork } from './child_process/fork.js'
export { spawn } from './child_process/spawn.js'
export { execFileSync, execSync, spawnSync } from './child_process/sync.js'
export * as default from './child_process.js'

/** @typedef {ChildProcessClass} ChildProcess */
export const ChildProcess = callable(ChildProcessClass)
