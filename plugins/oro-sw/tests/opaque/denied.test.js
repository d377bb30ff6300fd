import ipc from 'oro:ipc'
import { test } from 'oro:test'

/** @param {string} src */
async function shown (src) {
  const image = new Image()
  return new Promise((resolve) => {
    image.onload = () => resolve(image.naturalWidth)
    image.onerror = () => resolve('error')
    image.src = src
  })
}

/** @returns {Promise<string>} where the other site has its picture */
async function elsewhere () {
  const { err, data } = await ipc.request(/** @type {any} */ ('elsewhere.at'))
  if (err) throw err
  return data
}

test('without the permission workers fetch as the engine has it, and have nothing to hand on', async (t) => {
  const { serviceWorker } = navigator
  const controlled = new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
  await serviceWorker.register('/sw.js')
  await controlled
  const { port1, port2 } = new MessageChannel()
  const told = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data) })
  serviceWorker.controller?.postMessage(await elsewhere(), [port2])
  t.deepEqual(await told, ['opaque', 0, 'TypeError'])
  t.equal(await shown('/given.svg'), 'error')
})

test('what a page fetched without consent no cache keeps', async (t) => {
  const url = await elsewhere()
  t.equal(await shown(url), 3, 'the site is there')
  const response = await fetch(url, { mode: 'no-cors' })
  t.equal(response.type, 'opaque')
  const cache = await caches.open('page')
  t.equal(await cache.put('/picture', response).catch((error) => error.name), 'TypeError')
  t.deepEqual(await cache.keys(), [])
})
