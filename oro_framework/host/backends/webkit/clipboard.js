/*
 * The clipboard in frames of others. WebKitGTK gives a view with the permission to every frame in it, and asks neither
 * for the frame's origin nor for a key that was pressed; so frames that are not the app's own go without.
 */
(function (engine) {
  const { Clipboard, Document, DOMException } = globalThis
  if (String(globalThis.origin) === engine.origin || !Document) return
  const { apply, defineProperty } = Reflect
  const uncurry = Function.prototype.bind.bind(Function.prototype.call)
  const lower = uncurry(String.prototype.toLowerCase)
  const { userActivation } = navigator
  const isActive = userActivation ? uncurry(Object.getOwnPropertyDescriptor(UserActivation.prototype, 'isActive').get) : () => false
  const keep = (owner, name, value) => defineProperty(owner, name, { value, enumerable: true })
  if (Clipboard) {
    for (const name of ['read', 'readText', 'write', 'writeText']) {
      keep(Clipboard.prototype, name, async () => {
        throw new DOMException('Cannot use the clipboard: this frame is not of the app', 'NotAllowedError')
      })
    }
  }
  const { execCommand, queryCommandEnabled } = Document.prototype
  const allowed = (command) => {
    const name = lower(command)
    return name !== 'paste' && name !== 'pasteasplaintext' && (isActive(userActivation) || (name !== 'copy' && name !== 'cut'))
  }
  for (const [name, native] of Object.entries({ execCommand, queryCommandEnabled })) {
    keep(Document.prototype, name, function (command, ...rest) {
      const text = `${command}`
      return allowed(text) && apply(native, this, [text, ...rest])
    })
  }
})
