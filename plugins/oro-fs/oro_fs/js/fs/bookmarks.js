/**
 * Paths that a person chose, for as long as the app runs. The desktop asks for no permission to use them again, so nothing
 * has to be kept and restored; `temporary` has what an app puts into it.
 * @module
 */

/** @type {Map<string, any>} */
export const temporary = new Map()

export default { temporary }
