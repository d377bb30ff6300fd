/**
 * How guests end.
 * @module
 */

/**
 * @typedef {object} Frame
 * @property {string} function
 * @property {number | null} offset of the instruction from the beginning of the module; null where the engine does not tell
 */

/**
 * @typedef {object} Trap
 * @property {string} code in the specification's words, such as `unreachable`
 * @property {string} message of the engine
 * @property {Frame[]} frames innermost first
 */

/**
 * @typedef {object} Outcome
 * @property {number} code what it exited with; 134 after a trap, 137 of one that was stopped
 * @property {'SIGKILL' | null} signal of one that was stopped
 * @property {'' | 'killed' | 'timeout'} stopped
 * @property {Trap | null} trap
 * @property {any[]} results of a function that was called
 * @property {number | null} fuel instructions used, where they were counted
 * @property {Record<string, import('./files.js').Files>} files what a guest in the page left in its folders, by their names;
 *   nothing of one that was stopped
 */

export const ABORTED = 134
export const STOPPED = 137

/**
 * @param {Partial<Outcome>} told
 * @returns {Outcome}
 */
export function outcome (told) {
  const stopped = told.stopped ?? ''
  const code = stopped ? STOPPED : told.trap ? ABORTED : told.code ?? 0
  return { trap: null, results: [], fuel: null, files: {}, ...told, stopped, code, signal: stopped ? 'SIGKILL' : null }
}
