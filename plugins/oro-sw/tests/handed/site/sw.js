addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

const kept = []

const answers = {
  same: (url) => fetch(url),
  async made (url) {
    const { body } = await fetch(url)
    return new Response(body, { status: 203 })
  },
  async copied (url) {
    const response = await fetch(url)
    await (await caches.open('handed')).put(url, response.clone())
    return response
  },
  cached: (url) => caches.match(url),
  async opaque (url, { request }) {
    const response = await fetch(new URL(request.url).searchParams.get('at'), { mode: 'no-cors' })
    await (await caches.open('handed')).put(url, response.clone())
    return response
  },
  async through (url) {
    return new Response((await fetch(url)).body.pipeThrough(new TransformStream()))
  },
  made_here: () => {
    let left = 6
    return new Response(new ReadableStream({
      async pull (controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(1 << 16))
        else controller.error(new Error('on purpose'))
      }
    }))
  },
  async cancel (url) {
    await (await fetch(url)).body.cancel('not wanted')
    return new Response('cancelled')
  },
  async stop (url) {
    const reader = (await fetch(url)).body.getReader()
    await reader.read()
    await reader.cancel('not wanted')
    return new Response('stopped')
  },
  async keep (url) {
    kept.push(await fetch(url))
    return new Response('kept')
  },
  async many (url) {
    const responses = await Promise.all(Array.from({ length: 300 }, () => fetch(url)))
    let length = 0
    for (const response of responses) length += (await response.arrayBuffer()).byteLength
    return new Response(String(length))
  }
}

addEventListener('fetch', (event) => {
  const [, asked, how, what] = new URL(event.request.url).pathname.split('/')
  if (asked === 'asked') event.respondWith(answers[how]('/live/' + what, event))
})
