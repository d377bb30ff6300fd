const { createServer } = require('node:http')
const cookies = require('cookie-parser')
const express = require('express')
const multer = require('multer')
const { WebSocketServer } = require('ws')

const app = express()
const server = createServer(app)
const sockets = new WebSocketServer({ server, path: '/socket' })
const upload = multer({ storage: multer.memoryStorage() })

app.use(cookies('secret'))
app.use(express.json())
app.get('/', (request, response) => response.sendFile('page.html', { root: __dirname }))
app.post('/login', express.urlencoded(), (request, response) => {
  response.cookie('name', request.body.name, { signed: true, httpOnly: true, sameSite: 'lax' })
  response.redirect(303, `http://${request.headers.host}/me?from=login`)
})
app.get('/me', (request, response) => {
  const { name } = request.signedCookies
  if (!name) return response.status(401).json({ error: 'log in' })
  response.json({ name, from: request.query.from, host: request.headers.host })
})
app.get('/logout', (request, response) => response.clearCookie('name').redirect('/me'))
app.post('/files', upload.array('files'), (request, response) => {
  const sums = request.files.map(({ originalname, size, mimetype, buffer }) =>
    ({ originalname, size, mimetype, sum: buffer.reduce((sum, each) => (sum + each) % 65536, 0) }))
  response.status(201).location('/files/1').json({ files: sums, title: request.body.title })
})
app.get('/events', (request, response) => {
  const last = Number(request.get('last-event-id') ?? 0)
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write(`retry: 1\nid: ${last + 1}\ndata: ${JSON.stringify({ last })}\n\n`)
  if (last === 1) response.write('event: done\ndata: two lines\ndata: of it\n\n')
  else response.end()
})
app.get('/broken', () => { throw new Error('on purpose') })

sockets.on('connection', (socket, request) => {
  socket.send(JSON.stringify({ cookie: request.headers.cookie ?? '', origin: request.headers.origin }))
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`))
})

server.listen(Number(process.env.PORT ?? 3000), () => console.log('up', server.address().port))
