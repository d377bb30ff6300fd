/* Makes `navigator.onLine` what the host says: engines look at other things, or only once. */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || typeof Navigator === 'undefined') return
  let online = args.online !== false
  let told = false

  const heard = event => {
    if (event.isTrusted) return event.stopImmediatePropagation() // the engine's own
    online = event.type === 'online'
    told = true
  }
  for (const type of ['online', 'offline']) addEventListener(type, heard, { capture: true })
  Object.defineProperty(Navigator.prototype, 'onLine', { get: () => online, configurable: true, enumerable: true })

  // The window's script was made when the window was; this document may be younger.
  if (location.origin !== args.origin || window !== window.top) return
  fetch('ipc://network.status', { headers: { 'x-oro-own': '1' } }).then(answer => answer.json()).then(({ data }) => {
    if (!told && data && data.online !== online) dispatchEvent(new CustomEvent(data.online ? 'online' : 'offline', { detail: null }))
  }, () => {})
})()
