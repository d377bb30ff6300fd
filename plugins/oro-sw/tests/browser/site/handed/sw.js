// What becomes of answers that a worker fetched or cached and did, or did not, make use of.

let kept

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

const bytes = (init) => fetch('bytes?count=200000', init)
const told = (value) => new Response(JSON.stringify(value))
const failed = (promise) => promise.then(() => 'nothing', ({ name }) => name)

const answers = {
  same: () => bytes(),
  small: () => fetch('bytes?count=10'),
  empty: () => fetch('bytes?count=0'),
  async made () {
    const { body, headers } = await bytes()
    return new Response(body, { status: 203, headers: { ...Object.fromEntries(headers), 'x-made': 'yes' } })
  },
  async wrapped () {
    const response = await bytes()
    return new Response(response.body, response)
  },
  async read () {
    return new Response(await (await bytes()).arrayBuffer())
  },
  async used () {
    const response = await bytes()
    await response.arrayBuffer()
    return response
  },
  async begun () {
    const response = await bytes()
    const reader = response.body.getReader()
    await reader.read()
    reader.releaseLock()
    return response
  },
  async locked () {
    const response = await bytes()
    response.body.getReader()
    return response
  },
  async cancelled () {
    const response = await bytes()
    await response.body.cancel()
    return response
  },
  async released () {
    const response = await bytes()
    response.body.getReader().releaseLock()
    return response
  },
  async first () {
    return (kept = await bytes())
  },
  second: async () => kept,
  async clone () {
    const response = await bytes()
    const cache = await caches.open('handed')
    await cache.put('copy', response.clone())
    return response
  },
  async cloned () {
    const response = await bytes()
    const clone = response.clone()
    const { byteLength } = await response.arrayBuffer()
    return new Response(clone.body, { headers: { 'x-length': String(byteLength) } })
  },
  async clones () {
    const response = await bytes()
    const again = response.clone().clone()
    return told([(await response.arrayBuffer()).byteLength, (await again.arrayBuffer()).byteLength, response.bodyUsed, again.bodyUsed])
  },
  async tee () {
    const [one, two] = (await bytes()).body.tee()
    return new Response(one, { headers: { 'x-length': String((await new Response(two).arrayBuffer()).byteLength) } })
  },
  async through () {
    const upper = new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk.map((byte) => byte ^ 255)) })
    return new Response((await bytes()).body.pipeThrough(upper))
  },
  copy: () => caches.match('copy'),
  async both () {
    const [one, two] = [await caches.match('copy'), await caches.match('copy')]
    return told([(await one.arrayBuffer()).byteLength, (await two.clone().arrayBuffer()).byteLength, two.bodyUsed])
  },
  async moved () {
    const cache = await caches.open('handed')
    await cache.put('moved', await caches.match('copy'))
    return cache.match('moved')
  },
  async put () {
    const response = await bytes()
    const cache = await caches.open('handed')
    await cache.put('copy', response)
    return told([response.bodyUsed, await failed(cache.put('copy', response)), await failed(response.text())])
  },
  async members () {
    const response = await bytes()
    const { type, status, ok, statusText, redirected, url } = response
    const clone = response.clone()
    return told([type, status, ok, statusText, redirected, url.replace(location.origin, ''), clone.url === url, clone.type,
      response.bodyUsed, response instanceof Response, String(response), response.body instanceof ReadableStream])
  },
  async kinds () {
    const text = await (await fetch('answer?body=plain')).text()
    const json = await (await fetch('answer?body=[1,2]')).json()
    const blob = await (await fetch('bytes?count=200000')).blob()
    return told([text, json, blob.size, blob.type])
  },
  async refused () {
    const signal = AbortSignal.abort()
    const late = new AbortController()
    const response = await bytes({ signal: late.signal })
    late.abort()
    return told([await failed(bytes({ signal })), await failed(response.body.getReader().read()), await failed(fetch('http://')),
      await failed(fetch('bytes', { body: 'x' })), (await fetch('answer?status=404')).status])
  },
  bytes: ({ request }) => fetch(request)
}

addEventListener('fetch', (event) => {
  const answer = answers[event.request.url.split('/').pop().split('?')[0]]
  if (answer) event.respondWith(answer(event))
})
