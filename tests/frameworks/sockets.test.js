// WebSockets of pages to mounted apps, on both loops.

import { test } from 'oro:test'

const heard = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))
const json = async (path) => (await fetch(path)).json()

/** Return whether `count` sockets are open, now or soon. @param {number} count */
async function talk (count) {
  for (let left = 500; left > 0; left--) if (await json('/notes/rooms') === count) return true
  return false
}

async function opened (address, ...more) {
  const socket = new WebSocket(address, ...more)
  await heard(socket, 'open')
  return socket
}

async function said (socket, ...texts) {
  const found = []
  const done = new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      found.push(data)
      if (found.length === texts.length) resolve()
    })
  })
  for (const text of texts) socket.send(text)
  await done
  return found
}

test('an address may be a path, or one of the own host', async (t) => {
  const addresses = ['/notes/chat/ada', `ws://${location.host}/notes/chat/ada`, `wss://${location.host}/notes/chat/ada`, new URL('/notes/chat/ada', location)]
  for (const address of addresses) {
    const socket = await opened(address)
    t.deepEqual(await said(socket, 'hello'), ['ada: hello'], String(address))
    t.equal(socket.url, new URL(address, location).href)
    socket.close()
    await heard(socket, 'close')
  }
})

test('states, constants and events are those of the web', async (t) => {
  const socket = new WebSocket('/notes/chat/ada', ['one', 'two'])
  t.ok(socket instanceof WebSocket)
  t.ok(socket instanceof EventTarget)
  t.deepEqual([socket.readyState, socket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSED], [0, 0, 1, 3])
  try {
    socket.send('x')
    t.fail('it sent')
  } catch (error) {
    t.equal(error.name, 'InvalidStateError')
  }
  await new Promise((resolve) => { socket.onopen = resolve })
  t.equal(socket.protocol, 'one')
  t.equal(socket.readyState, WebSocket.OPEN)
  socket.close(4000, 'enough')
  t.equal(socket.readyState, WebSocket.CLOSING)
  const { code, reason, wasClean } = await heard(socket, 'close')
  t.deepEqual([code, reason, wasClean, socket.readyState], [4000, 'enough', true, 3])
  for (const [work, name] of [[() => new WebSocket('/x', ['a', 'a']), 'SyntaxError'], [() => new WebSocket('/x#y'), 'SyntaxError']]) {
    try {
      work()
      t.fail('it was made')
    } catch (error) {
      t.equal(error.name, name)
    }
  }
})

test('texts and bytes arrive whole and in order, large ones too', async (t) => {
  const socket = await opened('/notes/chat/b')
  const texts = Array.from({ length: 500 }, (_, number) => `${number} ä`)
  t.deepEqual(await said(socket, ...texts), texts.map((text) => `b: ${text}`))
  socket.binaryType = 'arraybuffer'
  const large = new Uint8Array(3_000_000).map((_, index) => index % 251)
  const [back] = await said(socket, large)
  t.deepEqual([back.byteLength, ...new Uint8Array(back).subarray(0, 3)], [large.length, ...large.slice(-3).reverse()])
  t.equal(socket.bufferedAmount, 0)
  socket.binaryType = 'blob'
  const [blob] = await said(socket, new Blob(['abc']))
  t.equal(await blob.text(), 'cba')
  socket.close()
})

test('the app closes, with its code and reason', async (t) => {
  const socket = await opened('/notes/chat/eve')
  socket.send('bye')
  const { code, reason, wasClean } = await heard(socket, 'close')
  t.deepEqual([code, reason, wasClean], [4001, 'goodbye eve', true])
})

test('an app that refuses, and a path without an app, are errors', async (t) => {
  for (const path of ['/notes/refused', '/notes/nowhere', '/no-app']) {
    const socket = new WebSocket(path)
    const failed = heard(socket, 'error')
    const { code, wasClean } = await heard(socket, 'close')
    await failed
    t.deepEqual([code, wasClean], [1006, false], path)
  }
})

test('apps on either loop, and of other frameworks, answer', async (t) => {
  for (const [path, answer] of [['/clock/echo', 'x on trio'], ['/clock-asyncio/echo', 'x on asyncio'], ['/weather/echo', 'X']]) {
    const socket = await opened(path)
    t.deepEqual(await said(socket, 'x'), [answer])
    socket.close()
  }
})

test('a worker opens them as well', async (t) => {
  const source = `
    const socket = new WebSocket('ws://${location.host}/notes/chat/worker')
    socket.onopen = () => socket.send('hello')
    socket.onmessage = ({ data }) => { postMessage(data); socket.close() }`
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })))
  t.equal((await heard(worker, 'message')).data, 'worker: hello')
  worker.terminate()
})

test('an app is told when the page has gone', async (t) => {
  t.ok(await talk(0))
  const frame = document.body.appendChild(document.createElement('iframe'))
  frame.src = '/guests/'
  await heard(frame, 'load')
  const socket = new frame.contentWindow.WebSocket('/notes/chat/frame')
  await heard(socket, 'open')
  t.ok(await talk(1))
  frame.remove()
  t.ok(await talk(0))
})

test('a socket to elsewhere is one of the engine', (t) => {
  const socket = new WebSocket('ws://127.0.0.1:65534/')
  t.equal(Object.getPrototypeOf(socket), WebSocket.prototype)
  t.equal(socket.url, 'ws://127.0.0.1:65534/')
  socket.close()
})

test('a class may extend WebSocket', async (t) => {
  class Chat extends WebSocket {
    sent = 0

    constructor (name) {
      super(`/notes/chat/${name}`)
      this.onmessage = ({ data }) => this.heard?.(data)
    }

    send (text) {
      this.sent++
      super.send(`${text}!`)
    }

    get readyState () {
      return `state ${super.readyState}`
    }
  }
  const chat = new Chat('ada')
  t.ok(chat instanceof Chat && chat instanceof WebSocket)
  t.equal(chat.readyState, 'state 0')
  await heard(chat, 'open')
  const answer = new Promise((resolve) => { chat.heard = resolve })
  chat.send('hello')
  t.equal(await answer, 'ada: hello!')
  t.deepEqual([chat.sent, chat.readyState], [1, 'state 1'])
  chat.close()
  await heard(chat, 'close')
  t.equal(Object.getPrototypeOf(await opened('/notes/chat/ada')), WebSocket.prototype)
})
