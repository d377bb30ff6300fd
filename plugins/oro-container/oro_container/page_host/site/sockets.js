/**
 * Runs first in every document of a preview of a site: sockets to servers of the container go by the service worker, which cannot
 * see those of a document.
 */
function leadSockets ({ port, base }) {
  document.currentScript?.remove()
  const { WebSocket: Native, MessageChannel, location, navigator, queueMicrotask } = globalThis
  const own = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]'])

  function addressOf (given) {
    const url = new URL(given, location.href)
    if (url.protocol === 'http:') url.protocol = 'ws:'
    if (url.protocol === 'https:') url.protocol = 'wss:'
    return url
  }

  // The server that an address is of: this document's by the address of the site, and others by their ports.
  function portOf (url) {
    if (url.host === location.host) return port
    return own.has(url.hostname) ? Number(url.port) || 80 : 0
  }

  class PreviewSocket extends EventTarget {
    static CONNECTING = 0
    static OPEN = 1
    static CLOSING = 2
    static CLOSED = 3
    CONNECTING = 0
    OPEN = 1
    CLOSING = 2
    CLOSED = 3
    readyState = 0
    binaryType = 'blob'
    bufferedAmount = 0
    extensions = ''
    protocol = ''
    onopen = null
    onmessage = null
    onerror = null
    onclose = null
    #port

    constructor (address, protocols = []) {
      const url = addressOf(address)
      const to = portOf(url)
      if (!to) return new Native(address, protocols)
      super()
      this.url = url.href
      const path = (url.pathname.startsWith(base) ? url.pathname.slice(base.length - 1) : url.pathname) + url.search
      const { port1, port2 } = new MessageChannel()
      this.#port = port1
      port1.onmessage = ({ data }) => this.#hear(data)
      addEventListener('pagehide', () => this.close())
      navigator.serviceWorker.controller.postMessage({ kind: 'socket', port: to, path, protocols: [protocols].flat().map(String) }, [port2])
    }

    send (data) {
      if (this.readyState === 0) throw new DOMException('The socket is not open yet', 'InvalidStateError')
      if (this.readyState !== 1) return
      if (ArrayBuffer.isView(data)) data = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
      else if (!(data instanceof ArrayBuffer) && !(data instanceof Blob)) data = String(data)
      this.#port.postMessage({ kind: 'send', data })
    }

    close (code = 1000, reason = '') {
      if (this.readyState > 1) return
      this.readyState = 2
      this.#port.postMessage({ kind: 'close', code, reason })
    }

    #hear ({ kind, data, protocol, code, reason, wasClean }) {
      if (kind === 'open') {
        this.readyState = 1
        this.protocol = protocol
        this.#tell(new Event('open'))
      } else if (kind === 'message') {
        if (typeof data !== 'string' && this.binaryType === 'blob') data = new Blob([data])
        this.#tell(new MessageEvent('message', { data, origin: new URL(this.url).origin }))
      } else if (kind === 'error') {
        this.#tell(new Event('error'))
      } else if (kind === 'closed') {
        this.readyState = 3
        this.#port.close()
        this.#tell(new CloseEvent('close', { code, reason, wasClean }))
      }
    }

    #tell (event) {
      const listener = this[`on${event.type}`]
      if (typeof listener === 'function') {
        try {
          listener.call(this, event)
        } catch (error) {
          queueMicrotask(() => { throw error })
        }
      }
      this.dispatchEvent(event)
    }
  }
  globalThis.WebSocket = PreviewSocket
}
