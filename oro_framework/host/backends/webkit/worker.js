/* Takes the secret out of the name of a worker, where its creator put it (workers.js). */
(function (engine) {
  const MARK = '\u2063oro-mark:'
  const name = String(globalThis.name ?? '')
  const at = name.lastIndexOf(MARK)
  engine.secret = at < 0 ? '' : name.slice(at + MARK.length)
  if (at < 0) return
  const value = name.slice(0, at)
  Object.defineProperty(globalThis, 'name', { value, writable: true, enumerable: true, configurable: true })
})
