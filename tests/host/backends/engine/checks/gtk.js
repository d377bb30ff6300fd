import { check, command, equal, event, fact, fails, inWorker, known, ok, unique, until, url } from '../harness.js'

/* Checks of faults of WebKitGTK, and of features of its backend alone. */

const MB = 1 << 20
const offers = (name = 'main') => command('offers', { name })
const large = (params = {}, init) => fetch(url('file', { offset: 0, length: 3 * MB, ...params }), init)

check('gtk: a large file is opened by the page, small ones and streams are not', async () => {
  const before = await offers()
  equal((await (await large()).arrayBuffer()).byteLength, 3 * MB, 'length')
  equal(await offers() - before, 1, 'offers for a large file')
  await (await large({ length: MB })).arrayBuffer()
  await (await fetch(url('chunks', { count: 4, size: MB }))).arrayBuffer()
  equal(await offers() - before, 1, 'offers in the end')
})

check('gtk: such an answer looks like any other', async () => {
  const address = url('file', { offset: 5, length: 3 * MB })
  const response = await fetch(address)
  equal([response.status, response.ok, response.url, response.type, response.redirected], [200, true, address, 'cors', false])
  equal(response.headers.get('content-type'), 'application/octet-stream', 'content-type')
  equal([...response.headers.keys()].filter(name => name.startsWith('x-oro-')), [], 'headers of the backend')
  const reader = response.clone().body.getReader()
  equal((await reader.read()).value[0], 5, 'first byte of a clone')
  await reader.cancel()
  const blob = await response.blob()
  equal([blob.size, blob.type], [3 * MB, 'application/octet-stream'], 'blob')
})

check('gtk: six large files at once, and a piece of one by range', async () => {
  const bodies = await Promise.all(Array.from({ length: 6 }, async (_, n) => new Uint8Array(await (await large({ offset: n })).arrayBuffer())))
  bodies.forEach((body, n) => equal([body.length, body[0], body.at(-1)], [3 * MB, n, (n + 255) & 255], `file ${n}`))
  const response = await fetch(url('range'), { headers: { range: `bytes=7-${7 + 3 * MB}` } })
  const piece = new Uint8Array(await response.arrayBuffer())
  equal([response.status, piece.length, piece[0]], [206, 3 * MB + 1, 7], 'piece')
})

check('gtk: reading a large file ends with its signal', async () => {
  const controller = new AbortController()
  const reader = (await large({ length: 20 * MB }, { signal: controller.signal })).body.getReader()
  await reader.read()
  const rest = reader.read().then(() => reader.read())
  controller.abort()
  equal((await fails(rest)).name, 'AbortError')
})

check('gtk: two gigabytes are there at once', async () => {
  const response = await fetch(url('sparse'))
  const reader = response.body.getReader()
  equal((await reader.read()).value[0], 0, 'first byte')
  await reader.cancel()
})

check('gtk: a worker and XMLHttpRequest get large files as bytes', async () => {
  const before = await offers()
  const { worker, said } = inWorker(`fetch('${url('file', { offset: 0, length: 3 * MB })}').then(r => r.arrayBuffer()).then(b => postMessage(b.byteLength))`)
  equal(await said, 3 * MB, 'length in a worker')
  worker.terminate()
  const request = new XMLHttpRequest()
  request.open('GET', url('file', { offset: 0, length: 3 * MB }))
  request.responseType = 'arraybuffer'
  request.send()
  await event(request, 'load', 'error')
  equal(request.response.byteLength, 3 * MB, 'length by XMLHttpRequest')
  equal(await offers() - before, 0, 'offers')
})

check('gtk: a document holds a limited number of files', async () => {
  for (let n = 0; n < 140; n += 10) {
    await Promise.all(Array.from({ length: 10 }, async () => (await large({ length: 2 * MB })).body.cancel()))
  }
  equal(await offers(), 128)
})

check('gtk: files are let go with their document and their window', async () => {
  const name = unique()
  await command('open', { name, url: 'oro://app/blank.html' })
  await fact(`${name} document`)
  const script = `fetch('${url('file', { offset: 0, length: 3 * MB })}').then(r => { document.title = 'held' }); 1`
  await command('evaluate', { name, script })
  await until(async () => (await offers(name)) === 1, 'an offer')
  await command('call', { name, method: 'load', a: 'oro://app/blank.html?next' })
  await until(async () => (await offers(name)) === 0, 'no offer')
  const { descriptors } = await command('pending')
  await command('evaluate', { name, script })
  await until(async () => (await offers(name)) === 1, 'an offer again')
  await command('close', { name })
  await fact(`${name} closed`)
  await until(async () => (await command('pending')).descriptors <= descriptors, 'fewer descriptors')
})

async function timeAfterTime (kind, path) {
  for (let n = 0; n < 6; n++) {
    const player = document.createElement(kind)
    player.muted = true
    player.src = path
    await player.play()
    const seeked = event(player, 'seeked', 'error')
    player.currentTime = 8
    await seeked
    ok(player.currentTime >= 7.5, `at ${player.currentTime}`)
    player.pause()
    equal([player.getAttribute('src'), player.src, player.currentSrc], [path, `oro://app${path}`, `oro://app${path}`], 'src')
    player.src = ''
  }
}

check('gtk: a large film plays and seeks, time after time', () => timeAfterTime('video', '/longfilm.webm'))
check('gtk: a large tone plays and seeks, time after time', () => timeAfterTime('audio', '/longtone.wav'))
check('gtk: a large film in an <audio> plays and seeks, time after time', () => timeAfterTime('audio', '/longfilm.webm'))

check('gtk: a large film draws on a canvas that stays clean', async () => {
  const video = document.createElement('video')
  video.muted = true
  video.src = '/longfilm.webm'
  await video.play()
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  context.drawImage(video, 0, 0)
  equal(context.getImageData(0, 0, 1, 1).data.length, 4)
  video.pause()
})

check('gtk: a large film plays under a policy, in a frame, and not beyond its document', async () => {
  const name = unique()
  await command('open', { name, url: 'oro://app/strict.html' })
  await fact(`${name} document`)
  const script = `const video = document.createElement('video'); video.muted = true; video.src = '/longfilm.webm'
    globalThis.place = () => Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'currentSrc')
    video.play().then(() => { document.title = 'plays ' + [...video.attributes].find(({ name }) => name === 'src').value }, error => { document.title = 'fails ' + error }); 1`
  await command('evaluate', { name, script })
  const title = await until(async () => (await known(`${name} title`)).find(text => /^(plays|fails) /.test(text)), 'an end')
  ok(/^plays http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/.test(title), title)
  const address = title.slice(6)
  equal(await command('status', { url: address }), 200, 'status while it plays')
  equal(await command('status', { url: address.slice(0, -1) + (address.endsWith('A') ? 'B' : 'A') }), 404, 'status of another address')
  equal(await command('status', { url: address, host: 'evil.example' }), 421, 'status for another host')
  await command('call', { name, method: 'load', a: 'oro://app/blank.html' })
  await until(async () => (await known(`${name} document`)).length > 1, 'another document')
  equal(await command('status', { url: address }), 404, 'status after the document is gone')
  await command('close', { name })
})

check('gtk: a thousand requests, half of them aborted, leave nothing behind', async () => {
  const { descriptors } = await command('pending')
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 100 }, async (_, n) => {
      const controller = new AbortController()
      const signal = controller.signal
      const route = n % 4 === 0 ? url('hang', { id: unique() }) : n % 4 === 1 ? url('idle', { id: unique() }) : url('status', { code: 200, body: n })
      if (n % 4 < 2) setTimeout(() => controller.abort(), n % 20)
      await fetch(route, { signal }).then(response => response.text()).catch(() => {})
    }))
  }
  await until(async () => (await command('pending')).requests <= 1, 'only the question itself')
  const after = (await command('pending')).descriptors
  ok(after <= descriptors + 4, `${after} descriptors, ${descriptors} before`)
})

check('gtk: the secret of the preload does not show itself to the page', async () => {
  const seen = []
  const notice = values => { for (const value of values) if (typeof value === 'string') seen[seen.length] = value }
  const undo = []
  const spy = (owner, name) => {
    const native = owner[name]
    undo.push(() => { owner[name] = native })
    owner[name] = function (...args) { notice(args); return native.apply(this, args) }
  }
  for (const name of ['set', 'append', 'has', 'get']) spy(Headers.prototype, name)
  for (const name of ['startsWith', 'concat', 'split', 'toString']) spy(String.prototype, name)
  for (const name of ['open', 'send', 'setRequestHeader']) spy(XMLHttpRequest.prototype, name)
  spy(Array.prototype, 'push')
  spy(globalThis, 'Request')
  Object.defineProperty(Object.prototype, 'x-oro-mark', { set: value => notice([value]), get: () => undefined, configurable: true })
  try {
    for (const address of ['/echo', 'ipc://echo']) {
      await fetch(address)
      await fetch(address, { method: 'POST', body: new Blob(['x']), headers: { a: 'b' } })
      const request = new XMLHttpRequest()
      request.open('POST', address)
      request.send('x')
      await event(request, 'loadend')
    }
  } finally {
    for (const step of undo) step()
    delete Object.prototype['x-oro-mark']
  }
  ok(seen.length > 0, 'the spies saw nothing at all')
  equal(seen.filter(text => text.includes(';oro://app')), [], 'marks')
})

check('gtk: windows that are closed are let go by the engine', async () => {
  const before = (await command('pending')).views
  for (let n = 0; n < 4; n++) {
    const name = unique()
    await command('open', { name, url: 'oro://app/blank.html' })
    await fact(`${name} document`)
    await command('close', { name })
    await fact(`${name} closed`)
  }
  await until(async () => (await command('pending')).views <= before, 'no view more than before')
})
