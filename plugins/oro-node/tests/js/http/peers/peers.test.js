import http from 'oro:http'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

const LARGE = 4 * 1024 * 1024

/** @param {string} route @param {any} [params] */
async function told (route, params = {}) {
  const { err, data } = await ipc.request(`test.${route}`, params)
  if (err) throw err
  return data
}

/** @param {...string} args */
async function curl (...args) {
  const { err, data } = await ipc.write('test.curl', {}, JSON.stringify(args))
  if (err) throw err
  return data
}

/** @param {(request: any, response: any) => void} listener */
async function serving (listener) {
  const server = http.createServer(listener)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  return { server, port: server.address().port }
}

/** @param {any} server */
function closed (server) {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
}

const echo = (/** @type {any} */ request, /** @type {any} */ response) => {
  response.setHeader('X-Count', request.headers['x-count'] ?? '')
  request.pipe(response)
}

test('a page asks a server in Node', async (t) => {
  const { port } = await told('serve')
  const agent = new http.Agent({ keepAlive: true })
  const whole = Uint8Array.from({ length: LARGE }, (_, index) => (index * 31 + (index >> 16) * 7) & 255)
  for (const round of [1, 2]) {
    const request = http.request({ port, host: '127.0.0.1', method: 'PUT', path: `/${round}`, agent })
    const response = await new Promise((resolve, reject) => {
      request.on('response', resolve).on('error', reject)
      request.end(whole)
    })
    let at = 0
    let same = true
    for await (const bytes of response) for (const byte of bytes) same &&= byte === whole[at++]
    t.deepEqual([response.statusCode, at, same, request.reusedSocket], [200, LARGE, true, round === 2])
    const [method, url, headers] = JSON.parse(response.headers['x-seen'])
    t.deepEqual([method, url, headers['content-length']], ['PUT', `/${round}`, String(LARGE)])
    await t.sleep(0)
  }
  agent.destroy()
})

test('Node asks a server in a page', async (t) => {
  const { server, port } = await serving(echo)
  const expected = [0, 1, 2, 3, 4].map((count) => [200, String(count), count > 0, true])
  t.deepEqual(await told('ask', { port, size: LARGE }), expected)
  await closed(server)
})

test('curl asks a server in a page', async (t) => {
  const { server, port } = await serving((request, response) => {
    if (request.url === '/away') response.writeHead(302, { Location: '/there' }).end()
    else if (request.method === 'POST') request.pipe(response)
    else response.end(`${request.method} ${request.url} ${request.httpVersion}`)
  })
  const at = `http://127.0.0.1:${port}`
  t.equal(await curl(`${at}/a?b`), 'GET /a?b 1.1')
  t.equal(await curl('-0', `${at}/a`), 'GET /a 1.0')
  t.equal(await curl('-L', `${at}/away`), 'GET /there 1.1')
  t.equal(await curl('-d', 'question', `${at}/`), 'question')
  t.equal(await curl('-H', 'Expect: 100-continue', '-d', 'question', `${at}/`), 'question')
  t.equal(await curl('-H', 'Transfer-Encoding: chunked', '-d', 'chunked', `${at}/`), 'chunked')
  t.equal(await curl(`${at}/1`, `${at}/2`), 'GET /1 1.1GET /2 1.1')
  t.ok((await curl('-I', `${at}/head`)).startsWith('HTTP/1.1 200 OK\r\n'))
  await closed(server)
})
