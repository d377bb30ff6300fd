// A worker of an author who knows of nothing but the web.
importScripts(...['core', 'routing', 'strategies', 'precaching', 'expiration'].map((name) => `lib/workbox-${name}/build/workbox-${name}.prod.js`))

const { core, precaching, routing, strategies, expiration } = workbox

core.setCacheNameDetails({ prefix: 'app', suffix: 'v1' })
core.skipWaiting()
core.clientsClaim()
precaching.precacheAndRoute([
  { url: 'index.html', revision: '%version%' },
  { url: 'style.css', revision: '%version%' },
  { url: 'logo.a1b2c3.svg', revision: null }
])
precaching.cleanupOutdatedCaches()
routing.registerRoute(new routing.NavigationRoute(precaching.createHandlerBoundToURL('index.html'), { denylist: [/\/control\//] }))
routing.registerRoute(({ url }) => url.pathname.endsWith('/first/count'), new strategies.CacheFirst({
  cacheName: 'first',
  plugins: [new expiration.ExpirationPlugin({ maxEntries: 2 })]
}))
routing.registerRoute(/\/network\/count$/, new strategies.NetworkFirst({ cacheName: 'network' }))
routing.registerRoute(({ url, sameOrigin }) => sameOrigin && url.pathname.endsWith('/stale/count'), new strategies.StaleWhileRevalidate({ cacheName: 'stale' }))
routing.registerRoute(({ url }) => url.pathname.endsWith('/only/count'), new strategies.NetworkOnly())
routing.registerRoute(/\/echo$/, async ({ request }) => new Response(`routed ${request.method}`), 'POST')
routing.setCatchHandler(async ({ request }) => request.destination === 'document' ? Response.error() : new Response('caught', { status: 503 }))
