importScripts('lib/idb/build/umd.js')

addEventListener('install', (event) => event.waitUntil((async () => {
  const db = await idb.openDB('of-the-worker', 1, { upgrade: (db) => { db.createObjectStore('kept', { keyPath: 'id', autoIncrement: true }).createIndex('word', 'word') } })
  await db.add('kept', { word: 'installed' })
  db.close()
  await skipWaiting()
})()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/words')) {
    event.respondWith((async () => {
      const db = await idb.openDB('of-the-worker', 1)
      const tx = db.transaction('kept', 'readwrite')
      await tx.store.add({ word: 'asked' })
      await tx.done
      const words = await db.getAllFromIndex('kept', 'word')
      db.close()
      return Response.json(words.map(({ word }) => word))
    })())
  }
})
