// What cannot be sent waits in a database, and is sent again when the page says so.

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open('queue', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('orders', { autoIncrement: true })
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

async function store (mode, act) {
  const transaction = (await opened).transaction('orders', mode)
  const request = act(transaction.objectStore('orders'))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = () => reject(transaction.error)
  })
}

addEventListener('fetch', (event) => {
  if (event.request.method !== 'POST' || !event.request.url.endsWith('/orders')) return
  event.respondWith((async () => {
    const kept = event.request.clone()
    try {
      return await fetch(event.request)
    } catch {
      const [body, headers] = [await kept.text(), [...kept.headers].filter(([name]) => name.startsWith('x-'))]
      await store('readwrite', (orders) => orders.add({ url: kept.url, body, headers }))
      return new Response('queued', { status: 202 })
    }
  })())
})

addEventListener('message', (event) => event.waitUntil((async () => {
  const orders = await store('readonly', (orders) => orders.getAll())
  const statuses = []
  for (const { url, body, headers } of orders) statuses.push((await fetch(url, { method: 'POST', body, headers })).status)
  await store('readwrite', (orders) => orders.clear())
  event.ports[0].postMessage(statuses)
})()))
