/**
 * A guest that runs: `HostGuest` in a process of the host, `PageGuest` in a worker of the page.
 * @module
 */

/**
 * @typedef {object} Guest
 * @property {() => Promise<void>} start
 * @property {(fd: 1 | 2) => Promise<Uint8Array | null>} take what it writes next; null at the end
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} write to its input
 * @property {() => Promise<void>} end its input
 * @property {(fd: 1 | 2) => void} close an output that is read no more
 * @property {() => Promise<import('./outcome.js').Outcome>} wait
 * @property {(why: 'killed' | 'timeout') => void} kill
 */

/**
 * @typedef {object} Task what a guest is to do
 * @property {import('./module.js').Module} module
 * @property {import('./options.js').Asked} asked
 * @property {string} [called] the function; the program's own start unless given
 * @property {readonly any[]} [params]
 */

export {}
