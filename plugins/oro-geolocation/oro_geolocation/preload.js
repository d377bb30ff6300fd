/* Has `navigator.geolocation` of the app's own documents answered by oro:geolocation, loaded when it is first asked. */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || typeof Navigator === 'undefined' || location.origin !== args.origin) return
  const module = () => import(`${args.origin}/oro/geolocation.js`)
  const { Geolocation = class Geolocation {} } = globalThis
  const watches = new Map()
  let last = 0

  const checked = (method, success, error) => {
    if (typeof success !== 'function') throw new TypeError(`Failed to execute '${method}' on 'Geolocation': parameter 1 is not a function`)
    if (error != null && typeof error !== 'function') throw new TypeError(`Failed to execute '${method}' on 'Geolocation': parameter 2 is not a function`)
  }

  const geolocation = Object.create(Geolocation.prototype, {
    getCurrentPosition: {
      value: function getCurrentPosition (success, error, options) {
        checked('getCurrentPosition', success, error)
        module().then(({ current }) => current(success, error, options))
      }
    },
    watchPosition: {
      value: function watchPosition (success, error, options) {
        checked('watchPosition', success, error)
        const number = ++last
        watches.set(number, module().then(({ watch }) => watch(success, error, options)))
        return number
      }
    },
    clearWatch: {
      value: function clearWatch (number) {
        const watch = watches.get(number)
        watches.delete(number)
        if (watch) watch.then(off => off())
      }
    }
  })
  Object.defineProperty(Navigator.prototype, 'geolocation', { get: () => geolocation, configurable: true, enumerable: true })
})()
