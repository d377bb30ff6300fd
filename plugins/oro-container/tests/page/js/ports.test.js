import { test } from 'oro:test'
import { mounted } from './support/container.js'
import { outputOf, shown } from './support/streams.js'

test('a server listens on a port, answers and closes', async (t) => {
  const box = await mounted({
    'server.js': `const server = require('http').createServer((request, response) => {
  let body = ''
  request.on('data', (part) => { body += part }).on('end', () => {
    response.writeHead(201, { 'x-seen': request.headers['x-sent'] ?? '' })
    response.end(request.method + ' ' + request.url + ' ' + body)
    if (request.url === '/stop') server.close()
  })
})
server.listen(3000, () => console.log('on', server.address().port))`
  })
  /** @type {any[]} */
  const told = []
  const ends = [box.on('port', (/** @type {any[]} */ ...args) => told.push(args)), box.on('server-ready', (/** @type {any[]} */ ...args) => told.push(args))]
  const process = await box.spawn('node', ['server.js'])
  await shown(process.output).until('on 3000')
  t.deepEqual((await box.processes())[0].ports, [3000])
  const response = await box.fetch(3000, '/a?b=1', { method: 'POST', body: 'hello', headers: { 'x-sent': 'yes' } })
  t.deepEqual([response.status, response.headers.get('x-seen'), await response.text()], [201, 'yes', 'POST /a?b=1 hello'])
  const other = await box.spawn('node', ['server.js'])
  t.ok((await outputOf(other))[0].includes('EADDRINUSE'))
  t.equal(await (await box.fetch(3000, '/stop')).text(), 'GET /stop ')
  t.equal(await process.exit, 0)
  t.equal(await box.fetch(3000, '/').catch((/** @type {any} */ error) => error.message), 'Cannot fetch from port 3000: no program listens there')
  for (const end of ends) end()
  t.deepEqual(told, [[3000, 'open', 'http://localhost:3000/'], [3000, 'http://localhost:3000/'], [3000, 'close', 'http://localhost:3000/']])
})
