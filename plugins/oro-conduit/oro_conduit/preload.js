/* The top document of the app opens the connection by itself. Not before it was read: until then the import map
 * may not be there, and an early import would keep the page's own from working. By its address, since what an app
 * answers that is mounted has no import map. */
(function () {
  if (!globalThis.isOroRuntime || !globalThis.__args.conduit?.auto || globalThis.parent !== globalThis) return
  const open = () => setTimeout(() => import(`${globalThis.__args.origin}/oro/conduit/auto.js`).catch((error) => console.error(error)))
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', open, { once: true })
  else open()
})()
