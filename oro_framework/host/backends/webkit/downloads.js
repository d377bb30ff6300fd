/* Tells what pages want downloads of our schemes to be called: WebKitGTK saves none of them; see gtk/downloads.py. */
(function (engine) {
  const handler = globalThis.webkit?.messageHandlers?.oroDownloads
  if (!handler) return
  const post = handler.postMessage.bind(handler)
  const { HTMLAnchorElement, JSON } = globalThis
  const click = HTMLElement.prototype.click

  const note = link => {
    if (engine.schemes.includes(link.protocol)) post(JSON.stringify([link.href, link.download]))
  }
  const linkOf = event => event.composedPath().find(node => node instanceof HTMLAnchorElement && node.hasAttribute('download'))

  addEventListener('click', event => {
    const link = linkOf(event)
    if (link) note(link)
  }, { capture: true })

  // No other listener sees the click of a link that is in no document.
  HTMLAnchorElement.prototype.click = function () {
    if (!this.isConnected && this.hasAttribute('download')) note(this)
    click.call(this)
  }
})
