import { check, command, equal, event, fact, fails, frame, inWorker, known, ok, unique, until, url } from '../harness.js'

/* Checks of faults of QtWebEngine, and of features of its backend alone. */

const LENGTH = 100_000
const bytes = async response => new Uint8Array(await response.arrayBuffer())
const pause = ms => new Promise(resolve => setTimeout(resolve, ms))
const asked = async id => (await fact(`asked ${id}`))[0]

const RANGES = {
  'bytes=10-19': [10, 19],
  'bytes=99990-': [99990, 99999],
  'bytes=99999-200000': [99999, 99999]
}
const WHOLE = ['bytes=-5', 'bytes=-0', 'bytes=5-3', 'bytes=0-1,5-6', 'bytes=100000-', 'bytes=999999999-', 'lines=1-2', '']

check('qt: a range is cut from bytes and files that know nothing of it', async () => {
  for (const route of ['memory', 'file']) {
    for (const [range, [first, last]] of Object.entries(RANGES)) {
      const response = await fetch(url(route, { length: LENGTH, offset: 0 }), { headers: { range } })
      if (route === 'file') { // only its first part is offered, so the whole is that part
        equal([response.status, response.headers.get('content-range')], [206, `bytes ${first}-${last}/${LENGTH}`], range)
      }
      const piece = await bytes(response)
      equal([piece.length, piece[0]], [last - first + 1, first & 255], `${route} ${range}`)
    }
  }
})

check('qt: a range nobody can satisfy, or Qt would cut wrongly, gets the whole', async () => {
  for (const route of ['memory', 'file']) {
    for (const range of WHOLE) {
      const response = await fetch(url(route, { length: LENGTH, offset: 0 }), { headers: { range } })
      const whole = await bytes(response)
      equal([response.status, whole.length, whole[0]], [200, LENGTH, 0], `${route} ${range}`)
    }
  }
})

check('qt: If-Range leaves the choice to the host', async () => {
  const response = await fetch(url('memory', { length: LENGTH }), { headers: { range: 'bytes=10-19', 'if-range': '"old"' } })
  equal([response.status, (await bytes(response)).length], [200, LENGTH])
})

check('qt: a part the host has cut is given as it is', async () => {
  for (const memory of [{ memory: 1 }, {}]) {
    for (const [range, first, last] of [['bytes=10-19', 10, 19], ['bytes=-5', 99995, 99999], ['bytes=0-4,10-19', 10, 19], ['bytes=20-29', 10, 19]]) {
      const response = await fetch(url('slice', { first, last, total: LENGTH, ...memory }), { headers: { range } })
      equal([response.status, response.headers.get('content-range')], [206, `bytes ${first}-${last}/${LENGTH}`], range)
      const piece = await bytes(response)
      equal([piece.length, piece[0]], [last - first + 1, first & 255], range)
    }
  }
})

check('qt: two thousand streams end', async () => {
  const one = async (_, n) => (await bytes(await fetch(url('chunks', { count: 1 + n % 4, size: 1 + n * 37 % 5000 })))).length === (1 + n % 4) * (1 + n * 37 % 5000)
  for (let n = 0; n < 2000; n += 50) {
    equal((await Promise.all(Array.from({ length: 50 }, (_, i) => one(_, n + i)))).filter(Boolean).length, 50, `after ${n}`)
  }
})

check('qt: after aborts at random nothing is kept', async () => {
  const before = await command('pending')
  const ends = []
  for (let n = 0; n < 1200; n++) {
    const controller = new AbortController()
    const post = n % 5 === 0 ? { method: 'POST', body: 'q'.repeat(30_000) } : {}
    const address = n % 3 === 0 ? url('file', { length: 200_000 }) : n % 3 === 1 ? url('echo') : url('chunks', { count: 5, size: 20_000 })
    ends.push(fetch(address, { ...post, signal: controller.signal }).then(bytes).then(() => 1, () => 0))
    if (n % 2) setTimeout(() => controller.abort(), Math.random() * 30)
    if (n % 100 === 99) await pause(10)
  }
  await Promise.all(ends)
  for (let n = 0; n < 100; n++) {
    const reader = (await fetch(url('flood', { id: unique() }))).body.getReader()
    await reader.read()
    await reader.cancel()
  }
  const quiet = async () => {
    const now = await command('pending')
    return now.requests <= before.requests && now.descriptors <= before.descriptors + 4 && now
  }
  await until(quiet, `as it was before: ${JSON.stringify(before)}, now ${JSON.stringify(await command('pending'))}`)
})

check('qt: a bad status is a failure where only the engine can tell', async () => {
  const made = (name, attributes) => Object.assign(document.createElement(name), attributes)
  const gone = '/status.js?code=404'
  for (const element of [made('img', { src: gone }), made('script', { src: gone }), made('link', { rel: 'stylesheet', href: gone })]) {
    const failed = event(element, 'error', 'load')
    document.head.append(element)
    await failed
    element.remove()
  }
  await fails(import(`oro://app${gone}&module`))
  await event(new Worker(gone), 'error', 'message')
  const source = new EventSource(url('status', { code: 500 }))
  await event(source, 'error', 'message')
})

check('qt: a document with a bad status shows its body', async () => {
  const element = Object.assign(document.createElement('iframe'), { src: '/status.html?code=404' })
  const loaded = event(element, 'load')
  document.body.append(element)
  await loaded
  ok(element.contentDocument.body.textContent.includes('statusScriptRan'), 'its body')
  element.remove()
})

check('qt: a POST that is sent elsewhere becomes a GET', async () => {
  for (const [code, method, text] of [[301, 'GET', ''], [302, 'GET', ''], [303, 'GET', ''], [307, 'POST', 'kept'], [308, 'POST', 'kept']]) {
    const response = await fetch(url('redirect', { code, to: 'ipc://echo' }), { method: 'POST', body: 'kept' })
    const seen = await response.json()
    equal([seen.method, seen.text, response.redirected], [method, text, true], code)
    equal(seen.url.includes('#') || response.url.includes('#'), false, 'the fragment that counts')
    const request = new XMLHttpRequest()
    request.open('POST', url('redirect', { code, to: 'ipc://echo' }))
    request.send('kept')
    await event(request, 'load', 'error')
    equal(JSON.parse(request.responseText).method, method, `XMLHttpRequest ${code}`)
  }
})

check('qt: a form that is sent elsewhere lands there once', async () => {
  const name = unique()
  const id = unique()
  await command('open', { name, url: 'oro://app/blank.html' })
  await fact(`${name} document`)
  const to = encodeURIComponent(`/echo?id=${id}`)
  const script = `{ const form = document.createElement('form'); form.method = 'post'; form.action = '/redirected?code=303&to=${to}'; document.body.append(form); form.submit() }`
  await command('evaluate', { name, script })
  equal((await asked(id)).method, 'GET')
  await command('close', { name })
  await fact(`${name} closed`)
})

check('qt: the same navigation twice is no endless redirect', async () => {
  for (let n = 0; n < 25; n++) {
    const { element } = await frame({ src: '/redirected?code=302&to=' + encodeURIComponent('/frame.html?ID') })
    element.remove()
  }
})

check('qt: a window cannot pass for another', async () => {
  const name = unique()
  await command('open', { name, url: 'oro://app/blank.html' })
  await fact(`${name} document`)
  const ids = [unique(), unique()]
  await fetch(url('echo', { id: ids[0] }), { headers: { 'x-oro-view': 'x'.repeat(32) } })
  await command('evaluate', { name, script: `fetch('ipc://echo?id=${ids[1]}')` })
  equal([(await asked(ids[0])).client, (await asked(ids[1])).client], ['main', name])
  await command('close', { name })
  await fact(`${name} closed`)
})

const SAY = `(async () => {
  const seen = await (await fetch('ipc://echo?' + Math.random())).json()
  const gone = await fetch('ipc://status?code=418')
  const request = new XMLHttpRequest()
  request.open('GET', 'ipc://status?code=404', false)
  request.send()
  return [seen.client, seen.origin, gone.status, request.status, self.name]
})()`

check('qt: a worker of every kind belongs to its window and sees statuses', async () => {
  const other = unique() // two windows of one origin: only the worker itself can say whose it is
  await command('open', { name: other, url: 'oro://app/blank.html' })
  await fact(`${other} document`)
  const blob = text => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
  const text = `${SAY}.then(postMessage)`
  const served = `/script?text=${encodeURIComponent(text)}`
  const answer = worker => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = error => reject(error.message ?? error.type)
  })
  const expected = ['main', 'oro://app', 418, 404, 'its name']
  equal(await answer(new Worker(served, { name: 'its name' })), expected, 'served')
  equal(await answer(new Worker(served, { name: 'its name', type: 'module' })), expected, 'module')
  equal(await answer(new Worker(blob(text), { name: 'its name' })), expected, 'blob')
  const nested = `const w = new Worker(${JSON.stringify(`oro://app${served}`)}, { name: 'its name' }); w.onmessage = e => postMessage(e.data)`
  equal(await answer(new Worker(blob(nested))), expected, 'nested')
  const strict = `"use strict"; postMessage((function () { return this === undefined })())`
  equal(await answer(new Worker(`/script?text=${encodeURIComponent(strict)}`)), true, 'still strict')
  const listening = `const s = new EventSource('ipc://idle?id=${other}&type=text/event-stream'); s.onmessage = () => { s.close(); postMessage(1) }`
  await inWorker(listening).said
  await command('close', { name: other })
  await fact(`${other} closed`)
  const shared = new SharedWorker(`/script?text=${encodeURIComponent(`onconnect = e => ${SAY}.then(x => e.ports[0].postMessage(x))`)}`)
  equal(await answer(shared.port), ['main', 'oro://app', 418, 404, ''], 'shared')
})

check('qt: camera, microphone and notifications are denied', async () => {
  await fails(navigator.mediaDevices.getUserMedia({ audio: true, video: true }), 'camera and microphone')
  equal((await navigator.permissions.query({ name: 'camera' })).state, 'denied', 'camera')
  equal((await navigator.permissions.query({ name: 'microphone' })).state, 'denied', 'microphone')
  equal(await Notification.requestPermission(), 'denied', 'notifications')
})

check('qt: pywebview left nothing in the page', () => {
  equal([typeof globalThis.pywebview, typeof globalThis.qt], ['undefined', 'undefined'])
})

check('qt: scripts are evaluated, whatever they are', async () => {
  const complaints = async () => (await known('main console')).filter(([, text]) => text.includes('SyntaxError')).length
  const before = await complaints()
  const evaluate = async script => {
    const { value, error } = await command('evaluate', { name: 'main', script })
    return error ? [error] : value
  }
  equal(await evaluate('1 + 1'), 2)
  equal(await evaluate('({ a: [1, 2.5, null, "x", true] })'), { a: [1, 2.5, null, 'x', true] })
  equal(await evaluate('undefined'), null)
  equal(await evaluate('let q = 5; q * 2'), 10)
  equal(await evaluate('// nothing'), null)
  equal(await evaluate('nope.x'), ['ReferenceError: nope is not defined'])
  equal(await evaluate('throw new Error("boo")'), ['Error: boo'])
  ok((await evaluate('syntax('))[0].startsWith('SyntaxError'), 'syntax error')
  equal(await complaints(), before, 'syntax errors on the console')
})

check('qt: a request body has a limit, and an error says so', async () => {
  const response = await fetch(url('echo'), { method: 'POST', body: new Blob([new Uint8Array((1 << 28) + 1)]) })
  equal([response.status, (await response.json()).err.code], [413, 'ERR_TOO_LARGE'])
})
