/** A service worker that leaves everything alone. */
self.addEventListener('fetch', () => {})
