import { test } from 'oro:test'
import { each, files, held, refusal, until } from './support/engines.js'

test('a page asks a server in the container', each(async (t, container) => {
  await files(container, { 'server.js': `require('node:http').createServer((request, response) => {
    if (request.url === '/teapot') return response.writeHead(418, 'Short and stout', { 'x-made': 'here' }).end('tea')
    if (request.url === '/nothing') return response.writeHead(204).end()
    if (request.url === '/wait') return
    if (request.url === '/large') return response.end(Buffer.alloc(1 << 20, 'x'))
    let body = ''
    request.on('data', (data) => { body += data }).on('end', () => response.end(JSON.stringify({ method: request.method, url: request.url, own: request.headers['x-own'], body })))
  }).listen(3000, () => console.log('on'))` })
  const server = await container.spawn('node', ['server.js'])
  await until(server.output.getReader(), 'on')
  const response = await container.fetch(3000, '/a?b=c%20d', { headers: { 'x-own': '1' } })
  t.ok(response instanceof Response && response.ok)
  t.equal(response.url, 'http://localhost:3000/a?b=c%20d')
  t.deepEqual(await response.json(), { method: 'GET', url: '/a?b=c%20d', own: '1', body: '' })
  for (const body of ['text', new TextEncoder().encode('text'), new Blob(['text'])]) {
    t.equal((await (await container.fetch(3000, '/', { method: 'post', body })).json()).body, 'text')
  }
  const asked = await (await container.fetch(3000, new Request('http://anywhere.example/path', { method: 'POST', body: 'of a request', headers: { 'x-own': '2' } }))).json()
  t.deepEqual(asked, { method: 'POST', url: '/path', own: '2', body: 'of a request' })
  const pieces = new Blob(['in ', 'pieces']).stream()
  t.equal((await (await container.fetch(3000, new URL('http://any.example/'), { method: 'PUT', body: pieces })).json()).body, 'in pieces')
  const waiting = new AbortController()
  const given = refusal(() => container.fetch(3000, '/wait', { signal: waiting.signal }))
  waiting.abort()
  t.equal((await given).name, 'AbortError')
  const teapot = await container.fetch(3000, '/teapot')
  t.deepEqual([teapot.status, teapot.statusText, teapot.ok, teapot.headers.get('x-made'), await teapot.text()], [418, 'Short and stout', false, 'here', 'tea'])
  const empty = await container.fetch(3000, '/nothing')
  t.deepEqual([empty.status, empty.body], [204, null])
  t.equal((await (await container.fetch(3000, '/large')).arrayBuffer()).byteLength, 1 << 20)
  t.equal((await refusal(() => container.fetch(3000, '/', { signal: AbortSignal.abort() }))).name, 'AbortError')
  t.ok(await refusal(() => container.fetch(0, '/')) instanceof RangeError)
  t.match((await refusal(() => container.fetch(3000, '/', { body: 'x' }))).message, /GET has no body/)
  server.kill()
  await server.exit
  const refused = await refusal(() => container.fetch(3000, '/'))
  t.equal(refused.code, 'ECONNREFUSED')
  t.match(refused.message, /port 3000.*nothing listens/)
}))

test('a request breaks off with the program that was to answer it', each(async (t, container) => {
  await files(container, { 'server.js': "require('node:http').createServer((request, response) => { if (request.url === '/begun') response.write('begun'); console.log('asked') }).listen(3000, () => console.log('on'))" })
  const server = await container.spawn('node', ['server.js'])
  const output = server.output.getReader()
  await until(output, 'on')
  const begun = await container.fetch(3000, '/begun')
  const waiting = refusal(() => container.fetch(3000, '/'))
  const reader = /** @type {ReadableStream} */ (begun.body).getReader()
  t.equal(new TextDecoder().decode((await reader.read()).value), 'begun')
  await until(output, /asked[^]*asked/)
  server.kill()
  t.ok(await waiting instanceof Error)
  t.ok(await refusal(() => reader.read()) instanceof Error)
  await server.exit
}))

test('a clone has the files, and shares nothing', each(async (t, first, engine) => {
  await first.mount({ a: { file: '1' }, b: { directory: { c: { file: { contents: '2', mode: 0o600 } } } } })
  const second = await first.clone()
  await second.fs.writeFile('a', '3')
  t.equal(await first.fs.readFile('a', 'utf-8'), '1')
  t.equal((await second.exec('cat', ['a', 'b/c'])).output, '32')
  t.equal((await second.fs.stat('b/c')).mode, 0o600)
  t.deepEqual([second.workdir, second.name, second.isolation], [first.workdir, '', first.isolation])
  t.notEqual(second.id, first.id)
  if (engine === 'page') await held(t, first, 'limits', () => first.clone({ policy: {} }))
  second.teardown()
  await second.ended
  t.match((await refusal(() => second.clone())).message, /already torn down/)
}))
