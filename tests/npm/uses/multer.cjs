const { once } = require('node:events')
const fs = require('node:fs')

exports.job = 'uploads of an express app, kept in files'

exports.use = async ({ library: multer, require, say, ask, folder }) => {
  const express = require('express')
  const app = express()
  const upload = multer({ dest: folder, limits: { fileSize: 5000 } })
  app.post('/upload', upload.single('f'), (request, response) => response.json([request.body.a, request.file.originalname, request.file.size, fs.readFileSync(request.file.path, 'utf8').slice(0, 3)]))
  app.use((error, _request, response, _next) => response.status(400).send(error.code))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const form = (text) => ['--x', 'Content-Disposition: form-data; name="a"', '', '1', '--x', 'Content-Disposition: form-data; name="f"; filename="f.txt"', 'Content-Type: text/plain', '', text, '--x--', ''].join('\r\n')
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  say('kept', (await ask({ port, path: '/upload', method: 'POST', headers }, form('abcdef'))).body)
  say('too large', (await ask({ port, path: '/upload', method: 'POST', headers }, form('x'.repeat(6000)))).body)
  await new Promise((resolve) => server.close(resolve))
}
