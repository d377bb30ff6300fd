addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('message', ({ data, ports }) => { if (data?.what === 'echo') ports[0].postMessage(['echo', data.text]) })
