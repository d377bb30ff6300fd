import ipc from 'oro:ipc'
import { test } from 'oro:test'

const LENGTH = 1 << 20

/** @param {string} name */
async function ask (name) {
  const { err, data } = await ipc.request(/** @type {any} */ (name))
  if (err) throw err
  return data
}

/** Begin with a worker that controls this page. */
async function begin () {
  const { serviceWorker } = navigator
  if (serviceWorker.controller) return
  const controlled = new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
  await serviceWorker.register('/sw.js')
  await controlled
}

/**
 * @param {string} how
 * @param {string} what
 * @returns {Promise<boolean>} whether every byte came, in order
 */
async function whole (how, what) {
  const bytes = new Uint8Array(await (await fetch(`/asked/${how}/${what}`)).arrayBuffer())
  return bytes.length === LENGTH && bytes.every((byte, at) => byte === at % 256)
}

/**
 * @param {any} t
 * @param {() => Promise<any>} work
 * @param {number} bodies that are to cross into the worker, or out of it
 */
async function crossing (t, work, bodies) {
  const before = await ask('stage.crossed')
  t.ok(await work())
  t.equal(await ask('stage.crossed') - before, bodies, 'bodies that crossed')
}

/** @param {number} count of times the file is to be open */
async function open (count) {
  while (await ask('stage.open') !== count);
}

test('what a worker hands on as it came does not cross', async (t) => {
  await begin()
  for (const what of ['file', 'whole', 'pieces']) {
    for (const how of ['same', 'made']) await crossing(t, () => whole(how, what), 0)
  }
  await open(0)
})

test('what is copied into a cache and handed on does not cross, unless it comes in pieces', async (t) => {
  await begin()
  for (const what of ['file', 'whole']) {
    await crossing(t, () => whole('copied', what), 0)
    await crossing(t, () => whole('cached', what), 0)
  }
  t.ok(await whole('copied', 'pieces'))
  t.ok(await whole('cached', 'pieces'))
  await open(0)
})

test('what another site answers does not cross, from there or from a cache', async (t) => {
  await begin()
  const at = encodeURIComponent(await ask('stage.elsewhere'))
  for (const address of [`/asked/opaque/picture?at=${at}`, '/asked/cached/picture']) {
    const image = new Image()
    await crossing(t, async () => {
      image.src = address
      await image.decode()
      return image.naturalWidth === 3
    }, 0)
  }
})

test('what a worker reads crosses into it, and what it makes of it out of it', async (t) => {
  await begin()
  for (const what of ['file', 'whole', 'pieces']) await crossing(t, () => whole('through', what), 2)
  await open(0)
})

test('a page that gives up ends what is handed to it', async (t) => {
  await begin()
  for (const how of ['same', 'made', 'through']) {
    const abort = new AbortController()
    const { body } = await fetch(`/asked/${how}/endless`, { signal: abort.signal })
    await body?.getReader().read()
    abort.abort()
    await ask('stage.ended')
    t.ok(true, how)
  }
  const reader = (await fetch('/asked/same/endless')).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await ask('stage.ended')
})

test('a worker that gives up ends what it asked for', async (t) => {
  await begin()
  for (const [how, what] of [['cancel', 'cancelled'], ['stop', 'stopped']]) {
    t.equal(await (await fetch(`/asked/${how}/endless`)).text(), what)
    await ask('stage.ended')
    t.equal(await (await fetch(`/asked/${how}/file`)).text(), what)
  }
  await open(0)
})

test('what breaks midway breaks for the page', async (t) => {
  await begin()
  for (const how of ['same', 'made', 'through']) {
    const broken = await fetch(`/asked/${how}/broken`).then((response) => response.text()).catch((error) => error)
    t.ok(broken instanceof Error, how)
    await ask('stage.ended')
  }
  t.ok(await fetch('/asked/made_here/broken').then((response) => response.text()).catch((error) => error) instanceof Error)
})

test('a worker keeps many answers, and all are let go when it ends', async (t) => {
  await begin()
  t.equal(await (await fetch('/asked/many/file')).text(), String(300 * LENGTH))
  await open(0)
  for (let times = 0; times < 3; times++) await fetch('/asked/keep/file')
  await open(3)
  const kept = await fetch('/asked/keep/endless')
  t.equal(await kept.text(), 'kept')
  await ipc.request(/** @type {any} */ ('serviceWorker.reset'))
  await open(0)
  await ask('stage.ended')
})
