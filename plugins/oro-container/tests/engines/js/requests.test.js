import { test } from 'oro:test'
import { each, files, held, refusal, until } from './support/engines.js'

const SERVER = `
const http = require('node:http')
http.createServer((request, response) => {
  if (request.url === '/wait') return
  const body = []
  request.on('data', (piece) => body.push(piece))
  request.on('end', () => {
    response.writeHead(201, { 'x-own': String(request.headers['x-own']), 'content-type': 'text/plain' })
    response.end([request.method, request.url, Buffer.concat(body).toString()].join(' '))
  })
}).listen(3000, () => console.log('listening'))
`

test('a page asks a server without a frame', each(async (t, container) => {
  await held(t, container, 'pageRequests', async () => {
    await files(container, { 'server.js': SERVER })
    const server = await container.spawn('node', ['server.js'])
    await until(server.output.getReader(), 'listening')
    const response = await container.fetch(3000, '/a?b', { method: 'POST', headers: { 'x-own': '1' }, body: 'text' })
    t.deepEqual([response.status, response.headers.get('x-own'), response.url], [201, '1', 'http://localhost:3000/a?b'])
    t.equal(await response.text(), 'POST /a?b text')
    const body = new Blob(['in ', 'pieces']).stream()
    t.equal(await (await container.fetch(3000, new URL('http://any.example/'), { method: 'PUT', body })).text(), 'PUT / in pieces')
    const abort = new AbortController()
    const waiting = refusal(() => container.fetch(3000, '/wait', { signal: abort.signal }))
    abort.abort()
    t.equal((await waiting).name, 'AbortError')
    server.kill()
    await server.exit
    t.match((await refusal(() => container.fetch(3000, '/'))).message, /3000/)
  })
}))

test('a clone has the files, and shares nothing', each(async (t, first) => {
  await held(t, first, 'clones', async () => {
    await files(first, { a: '1', b: '2' })
    const second = await first.clone()
    await second.fs.writeFile('a', '3')
    t.equal(await first.fs.readFile('a', 'utf-8'), '1')
    t.equal((await second.exec('cat', ['a', 'b'])).output, '32')
    t.equal(second.workdir, first.workdir)
    second.teardown()
    await second.ended
  })
}))
