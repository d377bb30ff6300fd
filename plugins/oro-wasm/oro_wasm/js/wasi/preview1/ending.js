/**
 * The end of a guest from inside a call. A guest may catch what JavaScript throws, but no trap.
 * @module
 */

/** A module whose function `end` traps: a signature without anything, one function, `unreachable`. */
const TRAPPING = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 4, 1, 0x60, 0, 0,
  3, 2, 1, 0,
  7, 7, 1, 3, 0x65, 0x6e, 0x64, 0, 0,
  10, 5, 1, 3, 0, 0, 11
])

/** @type {(() => never) | undefined} */
let made

/** Trap. @returns {never} */
export function trap () {
  made ??= /** @type {() => never} */ (new WebAssembly.Instance(new WebAssembly.Module(TRAPPING)).exports.end)
  return made()
}
