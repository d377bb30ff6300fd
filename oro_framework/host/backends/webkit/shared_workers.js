/*
 * Shared workers of WebKitGTK belong to no view, so nothing they ask of our schemes is brought to the host. A page that
 * connects to one asks in its place, with a second port beside the one its scripts use; relay.js is the other end.
 */
(function (engine) {
  const { origin, isOwn } = engine
  const Native = globalThis.SharedWorker
  if (Native === undefined || String(globalThis.origin) !== origin) return
  const { fetch, AbortController, MessageChannel, WeakMap } = globalThis
  const ports = new WeakMap()

  /** Answer what a worker asks until this document goes. */
  function serve (port) {
    const asked = new Map()

    async function answer ({ id, url, init }) {
      const controller = new AbortController()
      asked.set(id, controller)
      port.postMessage({ id, taken: true })
      try {
        const response = await fetch(url, { ...init, signal: controller.signal })
        const { status, statusText, headers } = response
        const body = await response.arrayBuffer()
        port.postMessage({ id, answer: { status, statusText, headers: [...headers], url: response.url }, body }, [body])
      } catch (error) {
        port.postMessage({ id, error: String(error?.message ?? error) })
      }
      asked.delete(id)
    }

    port.onmessage = ({ data }) => data.abort ? asked.get(data.abort)?.abort() : answer(data)
    addEventListener('pagehide', () => port.postMessage({ gone: true }))
  }

  class SharedWorker extends Native {
    constructor (url, options) {
      super(url, options)
      if (!isOwn(url)) return
      const scripts = new MessageChannel()
      const relay = new MessageChannel()
      serve(relay.port1)
      super.port.start()
      super.port.postMessage({ oro: 'connect' }, [scripts.port2, relay.port2])
      ports.set(this, scripts.port1)
    }

    get port () {
      return ports.get(this) ?? super.port
    }
  }

  Object.defineProperty(globalThis, 'SharedWorker', { value: SharedWorker, writable: true, configurable: true })
})
