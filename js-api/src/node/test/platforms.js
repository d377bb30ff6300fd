/**
 * Tests of one platform, or of one kind: `test.linux(name, fn)`, `test.desktop.only(name, fn)`.
 * @module
 */

const WINDOWS = ['win32']
const MAC = ['darwin', 'macosx', 'mac']
const IOS = ['ios', 'iphoneos', 'iphonesimulator']
const ANDROID = ['android', 'android-emulator']
const LINUX = ['linux']

/** @type {Record<string, string[]>} platforms by the name of the filter */
const FILTERS = {
  android: ANDROID,
  darwin: MAC,
  desktop: [...LINUX, ...MAC, ...WINDOWS],
  ios: IOS,
  linux: LINUX,
  mac: MAC,
  macosx: MAC,
  mobile: [...IOS, ...ANDROID],
  unix: [...LINUX, ...MAC],
  win32: WINDOWS,
  windows: WINDOWS
}

/**
 * @template {{ only: Function, skip: Function }} T
 * @param {T} test
 * @param {string} [platform] the present one
 * @returns {Record<string, any>} by the name of the filter what adds a test, or leaves it out
 */
export function platformFilters (test, platform = String(globalThis.__args?.client?.platform ?? '')) {
  return Object.fromEntries(Object.entries(FILTERS).map(([name, platforms]) => {
    const here = platforms.includes(platform)
    const add = here ? (/** @type {any[]} */ ...args) => /** @type {any} */ (test)(...args) : (/** @type {any[]} */ ...args) => test.skip(...args)
    return [name, Object.assign(add, { only: here ? test.only : test.skip, skip: test.skip, todo: test.skip })]
  }))
}
