/* Has `navigator.credentials.get({ otp })` of the app's own documents answered by the host; other credentials by the engine. */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || typeof Navigator === 'undefined' || location.origin !== args.origin) return
  const { credentials } = navigator
  const native = credentials?.get?.bind(credentials)
  const refused = (message, name) => Promise.reject(new DOMException(message, name))

  async function code ({ otp, signal }) {
    if (signal?.aborted) throw signal.reason
    const transports = otp?.transport
    if (!Array.isArray(transports) || transports.length === 0) throw new TypeError("Failed to execute 'get' on 'CredentialsContainer': otp.transport must name a transport")
    const answer = await fetch(`ipc://otp.get?transport=${encodeURIComponent(transports[0])}`, { signal })
    const { err } = await answer.json()
    if (err?.type === 'TypeError') throw new TypeError(err.message)
    throw new DOMException(err?.message ?? 'No one-time code came', err?.type ?? 'NotSupportedError')
  }

  function get (options) {
    if (options && typeof options === 'object' && 'otp' in options) return code(options)
    return native ? native(options) : refused('This engine has no credentials', 'NotSupportedError')
  }

  if (credentials) Object.defineProperty(credentials, 'get', { value: get, configurable: true, writable: true })
  else Object.defineProperty(Navigator.prototype, 'credentials', { value: Object.freeze({ get }), configurable: true, enumerable: true })
})()
