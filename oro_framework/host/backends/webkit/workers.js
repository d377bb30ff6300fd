/*
 * Workers of the app's own documents carry the mark on what they ask, as documents do (requests.js).
 *
 * The preload does not run in workers. A worker gets the secret in its name, the one thing its creator can give it
 * before it runs; the script every worker of the app begins with takes it out again (worker.js). Only what has the
 * app's own origin gets it: its own scripts and Blobs, not `data:`. Shared workers need none (shared_workers.js).
 */
(function (engine) {
  const { origin, secret } = engine
  if (secret === '' || String(globalThis.origin) !== origin) return
  const MARK = '\u2063oro-mark:'
  const { URL, Proxy } = globalThis
  const { construct } = Reflect

  /** Return whether a script at this address runs as a worker of the app's origin. */
  function isOwn (url) {
    try {
      const { href } = new URL(url, globalThis.document?.baseURI ?? location.href)
      return href.startsWith(`${origin}/`) || href.startsWith(`blob:${origin}/`)
    } catch {
      return false
    }
  }

  engine.isOwn = isOwn

  const wrapped = Native => new Proxy(Native, {
    construct (target, [url, options, ...rest], newTarget) {
      const told = isOwn(url) ? { ...options, name: `${options?.name ?? ''}${MARK}${secret}` } : options
      return construct(target, [url, told, ...rest], newTarget)
    }
  })

  if (globalThis.Worker) globalThis.Worker = wrapped(globalThis.Worker)
})
