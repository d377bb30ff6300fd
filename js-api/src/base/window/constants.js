/** The states of a window. */

export * as default from './constants.js'

export const WINDOW_ERROR = -1
export const WINDOW_NONE = 0
export const WINDOW_CREATING = 10
export const WINDOW_CREATED = 11
export const WINDOW_HIDING = 20
export const WINDOW_HIDDEN = 21
export const WINDOW_SHOWING = 30
export const WINDOW_SHOWN = 31
export const WINDOW_CLOSING = 40
export const WINDOW_CLOSED = 41
export const WINDOW_EXITING = 50
export const WINDOW_EXITED = 51
export const WINDOW_KILLING = 60
export const WINDOW_KILLED = 61
