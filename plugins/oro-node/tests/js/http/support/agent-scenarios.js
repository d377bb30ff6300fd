/**
 * What agents and options do, to be told alike by Node and by a page.
 * @module
 */

import { answered, closed, listening, raw, rawServer, text } from './acts.js'

/** @typedef {import('./acts.js').Given} Given */

const host = '127.0.0.1'
const turn = () => new Promise((resolve) => setTimeout(resolve))

/** @param {() => boolean} happened Wait until it has. */
async function until (happened) {
  while (!happened()) await turn()
}

/** @param {any} agent */
function state (agent) {
  const counts = ['requests', 'sockets', 'freeSockets'].map((set) => [set, Object.values(agent[set]).map((list) => /** @type {any} */ (list).length)])
  return { ...Object.fromEntries(counts), total: agent.totalSocketCount }
}

/** @param {Given} given @param {any} [options] */
async function plainServer ({ http }, options = {}) {
  const server = http.createServer(options, (/** @type {any} */ request, /** @type {any} */ response) => {
    request.resume()
    request.on('end', () => response.end(request.url))
  })
  return { server, port: await listening(server) }
}

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const scenarios = {
  async 'requests that wait' (given) {
    const { http, t } = given
    const { server, port } = await plainServer(given)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const requests = ['/1', '/2', '/3', '/4'].map((path) => http.request({ port, host, path, agent }))
    /** @type {Promise<any>[]} */
    const ends = requests.map((request) => answered(request).then(({ body }) => body, (error) => error))
    requests[1].destroy()
    requests[2].destroy(new Error('mine'))
    t.log('agent', state(agent))
    for (const end of await Promise.all(ends)) t.log('client', end)
    await until(() => Object.keys(agent.freeSockets).length === 1)
    t.log('agent', state(agent))
    agent.destroy()
    await until(() => agent.totalSocketCount === 0)
    t.log('agent', state(agent))
    await closed(server)
  },

  async 'all connections together' (given) {
    const { http, t } = given
    const one = await plainServer(given)
    const two = await plainServer(given)
    const agent = new http.Agent({ keepAlive: false, maxTotalSockets: 1 })
    const all = [one, two, one, two].map(({ port }, index) => answered(http.request({ port, host, path: `/${index}`, agent })))
    t.log('agent', state(agent))
    for (const { body } of await Promise.all(all)) t.log('client', body)
    await until(() => agent.totalSocketCount === 0)
    t.log('agent', state(agent))
    await closed(one.server)
    await closed(two.server)
  },

  async 'few kept' (given) {
    const { http, t } = given
    const { server, port } = await plainServer(given)
    for (const scheduling of ['lifo', 'fifo']) {
      const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 2, scheduling })
      /** @type {any[]} */
      const sockets = []
      const ask = async () => {
        const request = http.request({ port, host, agent })
        request.on('socket', (/** @type {any} */ socket) => { if (!sockets.includes(socket)) sockets.push(socket) })
        const used = new Promise((resolve) => request.on('socket', (/** @type {any} */ socket) => resolve(socket)))
        await answered(request)
        return used
      }
      await Promise.all([ask(), ask(), ask()])
      await until(() => agent.totalSocketCount === 2)
      t.log(scheduling, state(agent))
      const before = Object.values(agent.freeSockets)[0]?.slice()
      const used = await ask()
      t.log(scheduling, before.indexOf(used), sockets.length)
      agent.destroy()
    }
    await closed(server)
  },

  async 'agents of others' (given) {
    const { http, net, t } = given
    const { server, port } = await plainServer(given)
    class Own extends http.Agent {
      createConnection (/** @type {any} */ options, /** @type {any} */ callback) {
        t.log('own', options.host, options.port, typeof callback)
        setTimeout(() => callback(null, net.connect(port, host)))
      }
    }
    t.log('own', (await answered(http.request({ host: 'nowhere.test', port: 1, path: '/own', agent: new Own() }))).body)
    class Failing extends http.Agent {
      createConnection (/** @type {any} */ _options, /** @type {any} */ callback) {
        setTimeout(() => callback(new Error('no connection')))
      }
    }
    t.log('failing', await answered(http.request({ host, port, agent: new Failing() })).catch((error) => error))
    const createConnection = () => net.connect(port, host)
    t.log('option', (await answered(http.request({ host: 'nowhere.test', port: 1, path: '/option', createConnection }))).body)
    const later = (/** @type {any} */ _options, /** @type {any} */ callback) => { setTimeout(() => callback(new Error('later'))) }
    t.log('option', await answered(http.request({ host, port, createConnection: later })).catch((error) => error))
    const minimal = { addRequest: (/** @type {any} */ request, /** @type {any} */ options) => { t.log('minimal', options.path); request.onSocket(net.connect(port, host)) } }
    t.log('minimal', (await answered(http.request({ host, port, path: '/minimal', agent: minimal }))).body)
    await closed(server)
  },

  async 'options of servers' (given) {
    const { http, t } = given
    class Request extends http.IncomingMessage { own () { return `own ${this.url}` } }
    class Response extends http.ServerResponse { send (/** @type {any} */ value) { this.end(value) } }
    const options = { IncomingMessage: Request, ServerResponse: Response, joinDuplicateHeaders: true, uniqueHeaders: ['x-one'], rejectNonStandardBodyWrites: true, requireHostHeader: false }
    const server = http.createServer(options, (/** @type {any} */ request, /** @type {any} */ response) => {
      t.log('server', request instanceof Request, response instanceof Response, request.headers, request.headersDistinct)
      response.setHeader('X-One', ['1', '2'])
      response.setHeader('X-Two', ['1', '2'])
      if (request.method === 'HEAD') {
        try { response.write('x') } catch (error) { t.log('server', error) }
        return response.end()
      }
      response.send(request.own())
    })
    server.maxHeadersCount = 3
    const port = await listening(server)
    t.log('raw', await raw(given, port, 'GET /a HTTP/1.1\r\nAge: 1\r\nAge: 2\r\nConnection: close\r\nDropped: 1\r\n\r\n'))
    t.log('raw', await raw(given, port, 'HEAD /a HTTP/1.1\r\nConnection: close\r\n\r\n'))
    await closed(server)
  },

  async 'idle servers' (given) {
    const { http, t } = given
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      if (request.url === '/end') response.end('x')
    })
    server.setTimeout(60, (/** @type {any} */ socket) => {
      t.log('server', 'timeout', typeof socket.write)
      socket.destroy()
    })
    const port = await listening(server)
    t.log('client', await answered(http.request({ port, host, agent: false })).catch((error) => error))
    server.removeAllListeners('timeout')
    t.log('client', await answered(http.request({ port, host, agent: false })).catch((error) => error))
    server.setTimeout(0)
    t.log('server', server.timeout)
    const agent = new http.Agent({ keepAlive: true })
    await answered(http.request({ port, host, agent, path: '/end' }))
    await turn()
    await until(() => Object.keys(agent.freeSockets).length === 1)
    const arrived = given.once(server, 'request')
    const waiting = answered(http.request({ port, host, agent: false })).catch((error) => error)
    await arrived
    server.closeIdleConnections()
    await until(() => agent.totalSocketCount === 0)
    t.log('agent', state(agent))
    server.closeAllConnections()
    t.log('client', await waiting)
    await closed(server)
  },

  async 'bodies that nobody hurries to read' (given) {
    const { http, t } = given
    const size = 3000000
    const server = http.createServer(async (/** @type {any} */ request, /** @type {any} */ response) => {
      await turn()
      let came = 0
      for await (const bytes of request) came += bytes.length
      response.end('y'.repeat(came))
    })
    const port = await listening(server)
    const agent = new http.Agent({ keepAlive: true })
    for (const round of [1, 2]) {
      const request = http.request({ port, host, method: 'POST', agent })
      const [response] = await Promise.all([given.once(request, 'response'), request.end('x'.repeat(size))]).then(([[first]]) => [first])
      await turn()
      t.log('client', round, (await text(response)).length, request.reusedSocket)
      await turn()
    }
    // What is not read is in nobody's way.
    const unread = http.request({ port, host, method: 'POST', agent }).end('x'.repeat(size))
    await new Promise((resolve) => unread.on('close', resolve))
    t.log('client', 'closed', unread.reusedSocket)
    agent.destroy()
    await closed(server)
  },

  async 'early answers' (given) {
    const { http, t } = given
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      response.end(`early ${request.url}`)
    })
    const port = await listening(server)
    t.log('raw', await raw(given, port, `POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n`, 'abcdeGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))
    const request = http.request({ port, host, method: 'POST' })
    request.write('begun')
    const [response] = await given.once(request, 'response')
    t.log('client', await text(response), request.writableEnded)
    request.end()
    await closed(server)
  },

  async 'over a path' (given) {
    const { http, os, t } = given
    const socketPath = `${os.tmpdir()}/oro-http-${Math.random().toString(36).slice(2)}`
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      t.log('server', request.url, request.headers.host, typeof request.socket.remoteAddress)
      request.pipe(response)
    })
    await new Promise((resolve) => server.listen(socketPath, () => resolve(undefined)))
    t.log('server', server.address() === socketPath)
    t.log('client', (await answered(http.request({ socketPath, path: '/alone', method: 'POST', agent: false }), 'body')).body)
    const agent = new http.Agent({ keepAlive: true })
    for (const round of [1, 2]) {
      const request = http.request({ socketPath, path: `/kept/${round}`, method: 'POST', headers: { Host: 'named' }, agent })
      t.log('client', (await answered(request, `body ${round}`)).body, request.reusedSocket, request.socketPath === socketPath)
      await until(() => Object.keys(agent.freeSockets).length === 1)
    }
    t.log('agent', Object.keys(agent.freeSockets).map((name) => name.replace(socketPath, 'path')))
    agent.destroy()
    await closed(server)
    const gone = await answered(http.request({ socketPath, agent: false })).catch((error) => error)
    t.log('client', gone.code, gone.syscall, gone.address === socketPath)
  },

  async 'how long an agent keeps' (given) {
    const { http, t } = given
    const { server, port } = await plainServer(given)
    server.keepAliveTimeout = 3000
    /** @param {Record<string, any>} options */
    const kept = async (options) => {
      const agent = new http.Agent({ keepAlive: true, ...options })
      const request = http.request({ port, host, agent })
      const { response } = await answered(request)
      await turn()
      await until(() => agent.totalSocketCount === 0 || Object.keys(agent.freeSockets).length === 1)
      const [free] = Object.values(agent.freeSockets).flat()
      t.log('agent', options, response.headers['keep-alive'], free?.timeout)
      agent.destroy()
    }
    await kept({})
    await kept({ timeout: 1500 })
    await kept({ timeout: 9000 })
    server.keepAliveTimeout = 1000
    await kept({})
    server.keepAliveTimeout = 0
    await kept({ keepAliveMsecs: 10, maxFreeSockets: 1, scheduling: 'fifo' })
    for (const wrong of [{ scheduling: 'any' }, { maxTotalSockets: 0 }, { maxTotalSockets: 'x' }]) {
      try { new http.Agent(wrong) } catch (error) { t.log('refused', error) }
    }
    await closed(server)
  },

  async 'lenient parsing' (given) {
    const { http, t } = given
    const server = http.createServer({ insecureHTTPParser: true }, (/** @type {any} */ request, /** @type {any} */ response) => response.end(JSON.stringify(request.rawHeaders)))
    const port = await listening(server)
    t.log('raw', await raw(given, port, 'GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\nConnection: close\r\n\r\n'))
    const { server: wild, port: at } = await rawServer(given, 'HTTP/1.1 200 OK\r\nA: \x01\r\nContent-Length: 0\r\n\r\n')
    t.log('client', (await answered(http.request({ port: at, host, agent: false, insecureHTTPParser: true }))).response.headers)
    t.log('client', await answered(http.request({ port: at, host, agent: false })).catch((error) => error))
    await closed(wild)
    await closed(server)
  }
}
