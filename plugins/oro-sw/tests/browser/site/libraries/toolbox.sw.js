importScripts('lib/sw-toolbox/sw-toolbox.js')

toolbox.options.cache.name = 'toolbox'
toolbox.precache(['answer?body=precached'])
toolbox.router.get('/libraries/fast/(.*)', toolbox.fastest)
toolbox.router.get('/libraries/first/:name', toolbox.cacheFirst, { cache: { name: 'first', maxEntries: 2 } })
toolbox.router.get(/\/network\//, toolbox.networkFirst, { networkTimeoutSeconds: 5 })
toolbox.router.get('/libraries/made/:name', (request, values) => new Response(`made ${values.name}`))
toolbox.router.get('/libraries/only/(.*)', toolbox.cacheOnly)
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
