import ipc from 'oro:ipc'
import { engine } from 'oro:internal/engine'
import { AbortError, NotFoundError } from 'oro:errors'
import { test } from 'oro:test'
import { overBoth, opened } from './support.js'

const MEGABYTE = 1 << 20

test('a file of any size is the same', async (t) => {
  await overBoth(async (way) => {
    for (const size of [0, 1000, MEGABYTE - 1, MEGABYTE, 5 * MEGABYTE + 7]) {
      const { err, data, headers, source } = await ipc.request('test.file', { size }, { responseType: 'arraybuffer' })
      const which = `${size} over ${way}`
      t.ok(err === null && data instanceof ArrayBuffer, `${which}: ${err}`)
      t.equal(data.byteLength, size, which)
      t.ok(numbered(new DataView(data)), which)
      t.deepEqual([headers.get('content-type'), headers.get('x-test')], ['application/x-blocks', 'yes'], which)
      t.equal(headers.get('content-length'), String(size), which)
      t.equal(source, 'test.file', which)
    }
  })
})

test('a large file is fetched over the scheme, a small one comes in frames', async (t) => {
  await opened()
  t.deepEqual(await fetched(() => ipc.request('test.file', { size: MEGABYTE - 1 })), [])
  const [url, ...more] = await fetched(() => ipc.request('test.file', { size: MEGABYTE }))
  t.ok(url.startsWith('ipc://internal.conduit.file/?ticket='), url)
  t.deepEqual(more, [])
  const again = await fetch(url)
  t.equal(again.status, 502, 'once')
})

test('a large file is read as a stream, and has the URL that was asked for', async (t) => {
  await overBoth(async (way) => {
    const response = await ipc.stream('test.file', { size: 3 * MEGABYTE, status: 203 })
    t.ok(response.url.startsWith('ipc://test.file/?size=3145728'), `${way}: ${response.url}`)
    t.deepEqual([response.status, response.headers.get('x-test')], [203, 'yes'], way)
    t.equal((await response.arrayBuffer()).byteLength, 3 * MEGABYTE, way)
  })
})

test('a large file that is an error is one', async (t) => {
  await overBoth(async (way) => {
    const { err } = await ipc.request('test.file', { size: 2 * MEGABYTE, status: 404 })
    t.ok(err instanceof NotFoundError, `${way}: ${err?.name}`)
  })
})

test('a large file that is given up is an AbortError, whenever that is', async (t) => {
  await overBoth(async (way) => {
    for (const wait of [null, 0, 1, 5]) {
      const controller = new AbortController()
      const pending = ipc.request('test.file', { size: 64 * MEGABYTE }, { signal: controller.signal })
      if (wait !== null) await t.sleep(wait)
      controller.abort()
      const { err, data } = await pending
      t.ok(err instanceof AbortError || (err === null && data !== null), `${way}: ${err?.name}`)
      if (wait === null) t.ok(err instanceof AbortError, way)
    }
    t.equal((await ipc.request('ping')).data, 'pong', way)
  })
})

/** @param {DataView<ArrayBuffer>} view */
function numbered (view) {
  for (let at = 0; at + 65536 <= view.byteLength; at += 65536) if (view.getUint32(at) !== at >> 16) return false
  return true
}

/**
 * @param {() => Promise<any>} work
 * @returns {Promise<string[]>} what was fetched meanwhile
 */
async function fetched (work) {
  const { fetch } = engine
  /** @type {string[]} */
  const urls = []
  engine.fetch = (...given) => { urls.push(String(given[0])); return fetch(...given) }
  try {
    await work()
  } finally {
    engine.fetch = fetch
  }
  return urls
}
