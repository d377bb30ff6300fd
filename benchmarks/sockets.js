// Bare WebSockets, asked what Conduit is asked: calls as echoes, and bytes one way.

const PIECE = 64 * 1024

async function opened (port, path = '/') {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
  socket.binaryType = 'arraybuffer'
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: () => reject(new Error(`cannot open ${socket.url}`)) }))
  return socket
}

/** An echo(n) over one socket; answers come in the order of the questions. */
async function bareEcho (port, path) {
  const socket = await opened(port, path)
  const waiting = []
  socket.onmessage = ({ data }) => waiting.shift()(new DataView(data).getUint32(0))
  const echo = (n) => new Promise((resolve) => {
    waiting.push(resolve)
    const bytes = new DataView(new ArrayBuffer(4))
    bytes.setUint32(0, n)
    socket.send(bytes.buffer)
  })
  return { echo, close: () => socket.close() }
}

async function bareUp (port, size) {
  const socket = await opened(port, '/sink')
  const counted = new Promise((resolve) => { socket.onmessage = ({ data }) => resolve(Number(data)) })
  const begin = performance.now()
  for (let sent = 0; sent < size; sent += PIECE) {
    while (socket.bufferedAmount > 16 * PIECE) await breath()
    socket.send(new Uint8Array(PIECE))
  }
  socket.send('end')
  expect(await counted, size)
  socket.close()
  return performance.now() - begin
}

async function bareDown (port, size) {
  const socket = await opened(port, '/source')
  const begin = performance.now()
  let received = 0
  await new Promise((resolve) => {
    socket.onmessage = ({ data }) => { if ((received += data.byteLength) >= size) resolve() }
    socket.send(String(size))
  })
  expect(received, size)
  socket.close()
  return performance.now() - begin
}

const channel = new MessageChannel()
const breaths = []
channel.port1.onmessage = () => breaths.shift()()

/** Let the engine do other work; timers would wait for milliseconds. */
function breath () {
  return new Promise((resolve) => {
    breaths.push(resolve)
    channel.port2.postMessage(null)
  })
}
