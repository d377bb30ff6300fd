const encoder = new TextEncoder()
const decoder = new TextDecoder()
let go = () => {}

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('message', () => go())

const upper = () => new TransformStream({
  transform: (chunk, controller) => controller.enqueue(encoder.encode(decoder.decode(chunk).toUpperCase()))
})

const answers = {
  async transformed () {
    const { body, headers } = await fetch('text.txt')
    return new Response(body.pipeThrough(upper()), { headers: { 'content-type': headers.get('content-type'), 'x-shaped': 'yes' } })
  },
  async stepwise () {
    return new Response(new ReadableStream({
      async start (controller) {
        for (const word of ['one', 'two', 'three']) {
          controller.enqueue(encoder.encode(word))
          await new Promise((resolve) => { go = resolve })
        }
        controller.close()
      }
    }))
  },
  async endless (event) {
    return new Response(new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)),
      cancel: async () => (await clients.get(event.clientId)).postMessage('cancelled')
    }))
  },
  async broken () {
    let pulled = 0
    return new Response(new ReadableStream({
      pull (controller) {
        if (pulled++ === 0) controller.enqueue(encoder.encode('a part'))
        else controller.error(new Error('on purpose'))
      }
    }))
  },
  async large () {
    let left = 128
    return new Response(new ReadableStream({
      pull: (controller) => left-- > 0 ? controller.enqueue(new Uint8Array(1 << 16).fill(left)) : controller.close()
    }))
  },
  async upload (event) {
    let bytes = 0
    for (const reader = event.request.body.getReader(); ;) {
      const { done, value } = await reader.read()
      if (done) return new Response(String(bytes))
      bytes += value.length
    }
  }
}

addEventListener('fetch', (event) => {
  const answer = answers[event.request.url.split('/').pop()]
  if (answer) event.respondWith(answer(event))
})
