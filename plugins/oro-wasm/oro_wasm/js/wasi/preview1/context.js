/**
 * The state that the calls of one guest share.
 * @module
 */

/**
 * @typedef {object} Context
 * @property {import('./guest-memory.js').GuestMemory} memory
 * @property {import('./descriptors/table.js').Table} table
 * @property {Uint8Array[]} args
 * @property {Uint8Array[]} env each as `NAME=value`
 * @property {boolean} clocks whether it is told the time
 * @property {boolean} random whether it is given random bytes
 * @property {(ms: number) => void} sleep stands still
 * @property {(code: number) => never} exit
 * @property {string} outside the error of a path that leads out of its folder, as WASI names it
 * @property {boolean} unstable whether values are laid out as before preview 1, in `wasi_unstable`
 * @property {string} lacking the error of reading or writing what is not open for it, as WASI names it
 */

/** @typedef {Record<string, (...args: any[]) => void>} Calls by name; each answers `success` unless it throws */

export {}
