const { createReadStream } = require('node:fs')
const { createServer } = require('node:http')
const { join } = require('node:path')
const { Server } = require('socket.io')

const server = createServer((request, response) => createReadStream(join(__dirname, 'page.html')).pipe(response))

new Server(server).on('connection', (socket) => {
  socket.emit('named', process.argv[2])
  socket.conn.on('upgrade', ({ name }) => socket.emit('upgraded', name))
  socket.on('echo', (data, answer) => answer(data, socket.conn.transport.name))
})
server.listen(3000)
