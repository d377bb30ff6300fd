/**
 * WebAssembly: programs and functions, run in processes of the host or in a worker of the page, with what they are granted
 * and nothing else.
 *
 *     const guest = run('./tool.wasm', { args: ['--all'], dirs: [{ host: '/data', guest: '/data' }] })
 *     for await (const bytes of guest.stdout) { ... }
 *     const { code, trap } = await guest.exited
 *
 *     await call('./sum.wasm', 'add', [1, 2n], { engine: 'page' })
 *
 * @module
 */

export { Build, BuildError, compile } from './wasm/building.js'
export { call, run } from './wasm/running.js'
export { inspect, verify } from './wasm/looking.js'
export { Instance, instantiate } from './wasm/instance.js'
export { Run } from './wasm/run.js'
export { load, Module } from './wasm/module.js'
export { symlink, Symlink } from './wasm/files.js'
export { TrapError } from './wasm/trap-error.js'
export * as default from './wasm.js'
