import { test } from 'oro:test'

test('http works where a page allows no code but its own', async (t) => {
  const { default: http } = await import('oro:http')
  const server = http.createServer((request, response) => response.end(request.url))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const port = server.address().port
  const answer = await new Promise((resolve) => http.get({ port, host: '127.0.0.1', path: '/x', agent: false }, (/** @type {any} */ response) => response.on('data', resolve)))
  t.equal(String(answer), '/x')
  t.throws(() => globalThis.eval('1'))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
