const http = require('node:http')
const { once } = require('node:events')

exports.job = 'a server and a client exchange text, bytes and pings'

exports.use = async ({ library: WebSocket, say }) => {
  const server = http.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new WebSocket.WebSocketServer({ server, perMessageDeflate: true })
  sockets.on('connection', (socket, request) => {
    say('asked', [request.url, request.headers['sec-websocket-version']])
    socket.on('message', (bytes, binary) => socket.send(bytes, { binary }))
  })
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}/path`)
  await once(client, 'open')
  for (const message of ['hello', Buffer.from([1, 2, 3]), 'x'.repeat(100000)]) {
    client.send(message)
    const [bytes, binary] = await once(client, 'message')
    say('message', [bytes.length, binary, bytes.toString('latin1', 0, 5)])
  }
  client.ping('are you there')
  say('pong', String(await once(client, 'pong')))
  client.close(1000, 'enough')
  const [code, reason] = await once(client, 'close')
  say('closed', [code, String(reason)])
  sockets.close()
  await new Promise((resolve) => server.close(resolve))
}
