(reason => {
  // Without the permission documents keep the engine's own container, which blames the address for what it refuses.
  const container = globalThis.navigator?.serviceWorker
  if (!container || globalThis.__args?.client?.type !== 'window') return
  const value = async () => {
    throw new DOMException(`Cannot register a service worker: ${reason}`, 'NotAllowedError')
  }
  Object.defineProperty(container, 'register', { value, configurable: true, writable: true })
})
