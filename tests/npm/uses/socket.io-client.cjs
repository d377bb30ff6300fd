const http = require('node:http')
const { once } = require('node:events')

exports.job = 'a client reconnects to a server that comes back, and says what refused it'

exports.use = async ({ library: { io }, require, say }) => {
  const { Server } = require('socket.io')
  const open = async (port) => {
    const server = http.createServer()
    const sockets = new Server(server)
    sockets.use((socket, next) => next(socket.handshake.auth.token === 'yes' ? undefined : new Error('no token')))
    sockets.on('connection', (socket) => socket.emit('welcome', socket.handshake.auth.token))
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return { sockets, port: server.address().port }
  }
  const first = await open(0)
  const refused = io(`http://127.0.0.1:${first.port}`, { forceNew: true, reconnection: false })
  say('refused', (await new Promise((resolve) => refused.on('connect_error', resolve))).message)
  const client = io(`http://127.0.0.1:${first.port}`, { auth: { token: 'yes' }, reconnectionDelay: 20, forceNew: true })
  say('welcome', await new Promise((resolve) => client.once('welcome', resolve)))
  const gone = new Promise((resolve) => client.once('disconnect', resolve))
  await first.sockets.close()
  say('gone', typeof await gone)
  client.connect()
  const second = await open(first.port)
  if (!client.connected) await new Promise((resolve) => client.once('connect', resolve))
  say('back', client.connected)
  client.disconnect()
  await second.sockets.close()
}
