/* Tells which items an element adds to the context menu, in `data-oro-menu`, before the engine asks for the menu. */
(function (engine) {
  if (globalThis.parent !== globalThis || typeof document === 'undefined') return
  const handler = globalThis.webkit?.messageHandlers?.oroMenu
  const { Element, CustomEvent } = globalThis
  const { log } = console
  const post = handler ? handler.postMessage.bind(handler) : lines => log(`${engine.notice}menu ${lines}`)
  let asked = null
  let told = ''

  addEventListener('contextmenu', event => {
    asked = event.composedPath().find(node => node instanceof Element && node.hasAttribute('data-oro-menu')) ?? null
    const lines = asked?.getAttribute('data-oro-menu') ?? ''
    if (lines !== '' || told !== '') post(lines)
    told = lines
  }, { capture: true })

  addEventListener('contextmenuitem', ({ detail }) => {
    asked?.dispatchEvent(new CustomEvent('menuitem', { detail, bubbles: true, composed: true }))
  })
})
