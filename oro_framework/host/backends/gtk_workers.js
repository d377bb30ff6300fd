/*
 * Workers of the app's own documents carry the mark on what they ask, as documents do (gtk_requests.js).
 *
 * The preload does not run in workers. A worker gets the secret in its name, the one thing its creator can give it
 * before it runs; the script every worker of the app begins with takes it out again (gtk_worker.js). Only what has the
 * app's own origin gets it: its own scripts and Blobs, not `data:`.
 */
(function (engine) {
  const { origin, secret } = engine
  if (secret === '' || String(globalThis.origin) !== origin) return
  const MARK = '\u2063oro-mark:'
  const { URL, Proxy } = globalThis
  const { construct } = Reflect

  function isOwn (url) {
    try {
      const { href } = new URL(url, globalThis.document?.baseURI ?? location.href)
      return href.startsWith(`${origin}/`) || href.startsWith(`blob:${origin}/`)
    } catch {
      return false
    }
  }

  const named = options => ({ ...options, name: `${options?.name ?? ''}${MARK}${secret}` })

  function wrapped (Native) {
    return new Proxy(Native, {
      construct (target, [url, options, ...rest], newTarget) {
        if (!isOwn(url)) return construct(target, [url, options, ...rest], newTarget)
        return construct(target, [url, named(typeof options === 'string' ? { name: options } : options), ...rest], newTarget)
      }
    })
  }

  for (const name of ['Worker', 'SharedWorker']) {
    if (globalThis[name]) globalThis[name] = wrapped(globalThis[name])
  }
})
