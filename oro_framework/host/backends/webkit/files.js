/* Takes the files the host offers instead of their bytes; see gtk/files.py. Gives `engine.pick` to the other scripts. */
(function (engine) {
  const handler = globalThis.webkit?.messageHandlers?.oroFiles
  if (!handler || window !== window.top) return
  const post = handler.postMessage.bind(handler)
  const PATIENCE = 3000 // milliseconds
  const uncurry = Function.prototype.bind.bind(Function.prototype.call)
  const listen = uncurry(EventTarget.prototype.addEventListener)
  const { setTimeout, clearTimeout, Promise, Error } = globalThis

  /** The file of an offer; rejects when none comes. */
  engine.pick = name => new Promise((resolve, reject) => {
    listen(window, `oro-file-${name}`, event => {
      event.stopImmediatePropagation()
      clearTimeout(timer)
      post(`!${name}`)
      resolve(event.detail)
    }, { once: true, capture: true })
    const timer = setTimeout(() => {
      post(`!${name}`)
      reject(new Error('the file did not come'))
    }, PATIENCE)
    post(name)
  })
})
