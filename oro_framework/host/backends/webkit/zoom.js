/* Tells of turns of the wheel with Control that the page makes nothing of: WebKitGTK would scroll by them. */
(function (engine) {
  const handler = globalThis.webkit?.messageHandlers?.oroZoom
  if (!handler) return
  const post = handler.postMessage.bind(handler)
  const turned = event => {
    if (!event.ctrlKey || event.defaultPrevented || !event.deltaY) return
    event.preventDefault()
    post(event.deltaY < 0 ? '1' : '-1')
  }

  // The engine scrolls by itself only where no listener may keep it from that, so there is one while Control is held.
  const rest = () => removeEventListener('wheel', turned)
  const listen = () => {
    rest() // to be the last of all
    addEventListener('wheel', turned, { passive: false })
  }
  addEventListener('keydown', event => { if (event.key === 'Control') listen() }, { capture: true })
  addEventListener('keyup', event => { if (event.key === 'Control') rest() }, { capture: true })
  addEventListener('blur', rest)
  addEventListener('wheel', event => { if (event.ctrlKey) listen() }, { capture: true, passive: true })
})
