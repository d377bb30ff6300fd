const http = require('node:http')
const { once } = require('node:events')

exports.job = 'a server and its client exchange events, acknowledgements, bytes and rooms'

exports.use = async ({ library: { Server }, require, say }) => {
  const { io } = require('socket.io-client')
  const server = http.createServer()
  const sockets = new Server(server)
  sockets.on('connection', (socket) => {
    socket.join('room')
    socket.on('echo', (value, answer) => answer(value))
    socket.on('shout', (text) => sockets.to('room').emit('heard', text))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
    const client = io(`http://127.0.0.1:${server.address().port}`, { transports, reconnection: false, forceNew: true })
    await new Promise((resolve, reject) => client.on('connect', resolve).on('connect_error', reject))
    say('echo', await client.emitWithAck('echo', { a: [1, 'b'] }))
    say('bytes', Buffer.from(await client.emitWithAck('echo', Buffer.from('bytes'))).toString())
    const heard = new Promise((resolve) => client.once('heard', resolve))
    client.emit('shout', 'hello')
    say('heard', await heard)
    client.disconnect()
  }
  await sockets.close()
  say('closed', server.listening)
}
