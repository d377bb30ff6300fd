/*
 * Has `navigator.wakeLock` and `navigator.getBattery` of the app's own documents answered by oro:power, loaded when
 * they are first asked. Of their own WebKitGTK has no battery and promises a wake lock where nothing holds one;
 * QtWebEngine denies every wake lock, and has a battery.
 */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || typeof Navigator === 'undefined' || location.origin !== args.origin) return
  const module = () => import(`${args.origin}/oro/power/web.js`)
  const define = (name, value) => Object.defineProperty(Navigator.prototype, name, { value, configurable: true, enumerable: true, writable: true })
  const { WakeLock = class WakeLock {} } = globalThis

  const wakeLock = Object.create(WakeLock.prototype, {
    request: {
      value: async function request (type = 'screen') {
        return (await module()).requestWakeLock(type)
      }
    }
  })
  Object.defineProperty(Navigator.prototype, 'wakeLock', { get: () => wakeLock, configurable: true, enumerable: true })
  define('getBattery', async function getBattery () {
    return (await module()).battery()
  })
})()
