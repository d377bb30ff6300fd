/*
 * Has `navigator.setAppBadge` and `navigator.clearAppBadge` of the app's own documents answered by oro:desktop, loaded
 * when they are first called. Of their own WebKitGTK has neither, and QtWebEngine's reach no icon.
 */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || typeof Navigator === 'undefined' || location.origin !== args.origin) return
  const module = () => import(`${args.origin}/oro/desktop/web.js`)
  const define = (name, value) => Object.defineProperty(Navigator.prototype, name, { value, configurable: true, enumerable: true, writable: true })
  define('setAppBadge', async function setAppBadge (...contents) {
    return (await module()).setAppBadge(...contents)
  })
  define('clearAppBadge', async function clearAppBadge () {
    return (await module()).clearAppBadge()
  })
})()
