import { test } from 'oro:test'
import { WebContainer } from 'oro:container'
import { all, each, files, held, until } from './support/engines.js'

const SERVER = `const server = require('node:http').createServer((request, response) => response.end('from ' + process.argv[2]))
server.on('error', (error) => { console.log(error.code); process.exit(1) })
server.listen(3000, () => console.log('on', server.address().port))
process.stdin.on('data', () => server.close(() => process.exit(5)))`

/** @param {WebContainer} container */
function portsOf (container) {
  /** @type {any[]} */
  const told = []
  /** @type {() => void} */
  let look = () => {}
  const stops = [
    container.on('port', (port, state, url) => { told.push([port, state, typeof url]); look() }),
    container.on('server-ready', (port, url) => { told.push([port, 'ready', typeof url]); look() })
  ]
  return {
    told,
    /** @param {number} count @returns {Promise<void>} once so much was told */
    count: (count) => new Promise((resolve) => {
      look = () => { if (told.length >= count) resolve() }
      look()
    }),
    stop: () => { for (const stop of stops) stop() }
  }
}

test('a server is told when it listens, and when it closes', each(async (t, container) => {
  await files(container, { 'server.js': SERVER })
  const ports = portsOf(container)
  const server = await container.spawn('node', ['server.js', 'one'])
  await until(server.output.getReader(), 'on 3000')
  await ports.count(2)
  t.deepEqual(ports.told.sort(), [[3000, 'open', 'string'], [3000, 'ready', 'string']])
  await server.input.getWriter().write('close\n')
  t.equal(await server.exit, 5)
  await ports.count(3)
  t.deepEqual(ports.told[2], [3000, 'close', 'string'])
  ports.stop()
}))

test('a port closes with the program that listened', each(async (t, container) => {
  await files(container, { 'server.js': SERVER })
  const ports = portsOf(container)
  const server = await container.spawn('sh', ['-c', 'node server.js one'])
  await until(server.output.getReader(), 'on 3000')
  await ports.count(2)
  server.kill()
  t.equal(await server.exit, 137)
  await ports.count(3)
  t.deepEqual(ports.told[2], [3000, 'close', 'string'])
  const again = await container.spawn('node', ['server.js', 'two'])
  await until(again.output.getReader(), 'on 3000')
  await ports.count(5)
  again.kill()
  await again.exit
  await ports.count(6)
  ports.stop()
}))

test('a port is taken once', each(async (t, container) => {
  await files(container, { 'server.js': SERVER })
  const server = await container.spawn('node', ['server.js', 'one'])
  await until(server.output.getReader(), 'on 3000')
  t.deepEqual(await container.exec('node', ['server.js', 'two']), { exit: 1, output: 'EADDRINUSE\n' })
  server.kill()
  await server.exit
}))

test('a free port is found for a server that wants any', each(async (t, container) => {
  await files(container, { 'any.js': 'const server = require("node:http").createServer(() => {}); server.listen(0, () => console.log("on", server.address().port))' })
  const ready = new Promise((resolve) => { const stop = container.on('server-ready', (port) => { stop(); resolve(port) }) })
  const server = await container.spawn('node', ['any.js'])
  const found = /on (\d+)/.exec(await until(server.output.getReader(), /on \d+\n/))
  t.equal(await ready, Number(found?.[1]))
  t.ok(Number(found?.[1]) > 0)
  server.kill()
  await server.exit
}))

test('programs ask servers of their container, or are refused', each(async (t, container) => {
  await files(container, { 'server.js': SERVER, 'client.js': `require('node:http').get('http://localhost:3000/', (response) => response.on('data', (data) => console.log(String(data)))).on('error', (error) => console.log(error.code))` })
  const server = await container.spawn('node', ['server.js', 'one'])
  await until(server.output.getReader(), 'on 3000')
  const asked = await container.exec('node', ['client.js'])
  if (container.capabilities.ownRequests) t.deepEqual(asked, { exit: 0, output: 'from one\n' })
  else t.match(asked.output, /ERR_NOT_IMPLEMENTED|http\.(get|request)\(\)/)
  server.kill()
  await server.exit
}))

test('a script is set for previews', each(async (t, container) => {
  await held(t, container, 'previewScripts', async () => {
    await container.setPreviewScript('globalThis.seen = true')
    t.pass('it is taken')
  })
}))

test('entries are served and run by the reference runtime', each(async (t, container) => {
  await container.fs.writeFile('main.ts', 'const text: string = process.argv.slice(2).join()\nconsole.log(text, process.env.A)\nprocess.exit(4)')
  await held(t, container, 'entries', async () => {
    const process = await container.run('main.ts', { args: ['one', 'two'], env: { A: true } })
    t.equal(await all(process.output), 'one,two true\n')
    t.equal(await process.exit, 4)
  })
  if (!container.capabilities.entries) await held(t, container, 'entries', () => container.serve('main.ts'))
}))

const CLIENT = `const http = require('node:http')
const server = http.createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text) => { body += text }).on('end', () => {
    response.setHeader('X-Made', ['one', 'two'])
    response.appendHeader('X-Made', 'three')
    response.writeHead(201, { 'Set-Cookie': ['a=1', 'b=2'] })
    response.end(JSON.stringify([request.method, request.url, request.headers['x-given'], request.headers.authorization, body]))
  })
})
const ask = (options, body, given = {}) => new Promise((resolve) => {
  const request = http.request(options, (response) => {
    let text = ''
    response.on('data', (data) => { text += data }).on('end', () => resolve([response.statusCode, response.headers['x-made'], response.headers['set-cookie'], text]))
  })
  for (const name of Object.keys(given)) request.setHeader(name, given[name])
  request.on('error', (error) => resolve(error.code)).end(body)
  if (request instanceof http.OutgoingMessage && given.late) {
    try { request.setHeader('x-late', '1') } catch (error) { console.log(error.code) }
  }
})
server.listen(3000, async () => {
  console.log(JSON.stringify(await ask('http://localhost:3000/a?b=c')))
  console.log(JSON.stringify(await ask({ port: 3000, method: 'POST', path: '/p', auth: 'me:secret', headers: { 'X-Given': 'first' } }, 'sent', { 'x-given': 'second', late: '1' })))
  console.log(JSON.stringify(await ask({ host: 'localhost', port: 3001 })))
  server.close()
})`

test('a client of HTTP sends and is sent headers and bodies', each(async (t, container) => {
  await files(container, { 'client.js': CLIENT })
  const { exit, output } = await container.exec('node', ['client.js'])
  t.deepEqual(output.trim().split('\n').map((line) => line.startsWith('ERR') ? line : JSON.parse(line)), [
    [201, 'one, two, three', ['a=1', 'b=2'], '["GET","/a?b=c",null,null,""]'],
    'ERR_HTTP_HEADERS_SENT',
    [201, 'one, two, three', ['a=1', 'b=2'], '["POST","/p","second","Basic bWU6c2VjcmV0","sent"]'],
    'ECONNREFUSED'
  ])
  t.equal(exit, 0)
}))
