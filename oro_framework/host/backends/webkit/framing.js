/*
 * WebKitGTK holds no document of our schemes to `frame-ancestors`. So a document of the app which a page of another
 * origin shows in a frame stops before anything of it is there, unless the configuration names that origin.
 */
(function (engine) {
  if (String(globalThis.origin) !== engine.origin) return
  const { ancestorOrigins } = location
  for (let i = 0; ancestorOrigins[i] !== undefined; i++) {
    if (ancestorOrigins[i] === engine.origin || engine.framers.includes(ancestorOrigins[i])) continue
    window.stop()
    location.replace('about:blank')
    return
  }
})
