/**
 * The folders of the system that the app mounts in its origin (`webview_navigator_mounts`), by path.
 * @module
 */

const PREFIX = 'webview_navigator_mounts_'

/** @type {Readonly<Record<string, string>>} */
const mounts = Object.freeze(Object.fromEntries(
  Object.entries(globalThis.__args?.config ?? {})
    .filter(([key, value]) => key.startsWith(PREFIX) && typeof value === 'string')
    .map(([key, value]) => [key.slice(PREFIX.length), value])
))

export default mounts
