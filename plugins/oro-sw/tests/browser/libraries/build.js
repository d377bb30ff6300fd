// Builds the app of vite-plugin-pwa, and a worker of workbox-build's generateSW, into `dist/`.

import { cp } from 'node:fs/promises'

import { generateSW } from 'workbox-build'
import { build } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

await build({
  root: 'app',
  base: '/dist/app/',
  configFile: false,
  logLevel: 'error',
  build: { outDir: '../dist/app', emptyOutDir: true },
  plugins: [VitePWA({
    registerType: 'prompt',
    manifest: { name: 'An app', icons: [] },
    workbox: { additionalManifestEntries: [{ url: 'about.txt', revision: '%version%' }] }
  })]
})

await cp('app/index.html', 'dist/generated/index.html')
const { warnings } = await generateSW({
  globDirectory: 'dist/generated',
  globPatterns: ['index.html'],
  swDest: 'dist/generated/sw.js',
  skipWaiting: true,
  clientsClaim: true,
  sourcemap: false,
  runtimeCaching: [
    { urlPattern: /\/count$/, handler: 'NetworkFirst', options: { cacheName: 'counts', expiration: { maxEntries: 2 } } },
    { urlPattern: ({ url }) => url.pathname.endsWith('/answer'), handler: 'CacheFirst', options: { cacheName: 'answers' } }
  ]
})
if (warnings.length > 0) throw new Error(warnings.join('\n'))
