/**
 * What happens with `http`, to be told alike by Node and by a page.
 * @module
 */

import { answered, closed, listening, raw, rawServer, text } from './acts.js'

/** @typedef {import('./acts.js').Given} Given */

const host = '127.0.0.1'
const REQUEST = ['abort', 'close', 'connect', 'continue', 'error', 'finish', 'information', 'response', 'socket', 'timeout', 'upgrade']
const RESPONSE = ['aborted', 'close', 'end', 'error']

/** @param {() => any} act @returns {any} what it throws */
function thrown (act) {
  try {
    return act() === undefined ? 'nothing' : 'something'
  } catch (error) {
    return error
  }
}

/** @param {any} request */
function gone (request) {
  return new Promise((resolve) => request.once('close', () => setTimeout(resolve)))
}

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const scenarios = {
  async 'a request' ({ http, t }) {
    const server = http.createServer(async (/** @type {any} */ request, /** @type {any} */ response) => {
      t.log('server', request.method, request.url, request.httpVersion, request.headers, request.rawHeaders, request.complete)
      t.log('server', await text(request), request.complete, request.trailers)
      response.setHeader('X-Sent', ['a', 'b'])
      response.setHeader('Set-Cookie', ['c=1', 'd=2'])
      response.end('hello')
    })
    const port = await listening(server)
    for (const [method, body] of [['GET'], ['POST', 'question'], ['PUT', ''], ['DELETE']]) {
      const request = http.request({ port, host, path: '/a?b=c', method, headers: { 'X-Given': 'x' } })
      const { response, body: answer } = await answered(request, body)
      t.log(method, response.statusCode, response.statusMessage, response.headers, response.rawHeaders, answer, response.complete)
      t.log(method, request.finished, request.writableEnded, request.writableFinished, request.reusedSocket, request.shouldKeepAlive)
    }
    await closed(server)
  },

  async 'the head a client sends' (given) {
    const { http, t, Buffer } = given
    let said = ''
    const { server, port } = await rawServer(given, (socket, more) => {
      said += more
      const [head, body] = said.split(/\r\n\r\n([^]*)/)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (body === undefined || (/chunked/.test(head) ? !body.endsWith('0\r\n\r\n') : body.length < length)) return
      t.log('server', said)
      said = ''
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
    const agent = new http.Agent({ keepAlive: true })
    /** @type {[any, any?][]} */
    const requests = [
      [{ agent: false }],
      [{ agent }],
      [{ agent, method: 'POST' }, 'x'],
      [{ agent, method: 'post', headers: { 'content-length': 3 } }, 'abc'],
      [{ agent, method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } }, 'abc'],
      [{ agent, method: 'GET', headers: { Connection: 'close', COOKIE: ['a=1', 'b=2'], 'x-many': ['1', '2'] } }],
      [{ agent, auth: 'me:secret', setHost: false }],
      [{ agent, headers: { host: 'elsewhere' } }],
      [{ agent, headers: ['Host', 'listed', 'X', '1', 'X', '2'] }],
      [{ agent, headers: [['Host', 'pairs'], ['Y', ['1', '2']]] }],
      [{ agent, uniqueHeaders: ['z'], headers: { z: ['1', '2'], w: ['1', '2'] } }],
      [{ agent, method: 'POST' }, Buffer.from('bytes')],
      [{ agent, path: '/caf\u00e9', headers: { 'x-latin': 'caf\u00e9' } }],
      [{ agent, method: 'POST', headers: { 'x-latin': 'caf\u00e9' } }, 'caf\u00e9']
    ]
    for (const [options, body] of requests) await answered(http.request({ port, host, ...options }), body)
    await answered(http.request(`http://user:p%40ss@${host}:${port}/path?q#hash`, { agent, headers: { a: 'b' } }))
    await answered(http.request(new URL(`http://${host}:${port}`), { agent, method: 'HEAD' }))
    agent.destroy()
    await closed(server)
  },

  async 'the head a server sends' (given) {
    const { http, t } = given
    /** @type {Record<string, (response: any, request: any) => void>} */
    const ways = {
      '/end': (r) => r.end(),
      '/text': (r) => r.end('text'),
      '/pieces': (r) => { r.write('one'); r.write(''); r.end('two') },
      '/head': (r) => r.writeHead(201, 'Made', { 'X-A': 1, 'x-b': ['1', '2'] }).end('x'),
      '/list': (r) => r.writeHead(200, ['X-A', '1', 'X-A', '2']).end('x'),
      '/both': (r) => { r.setHeader('X-A', '0'); r.setHeader('X-C', '3'); r.writeHead(200, { 'x-a': '1' }).end('x') },
      '/bothlist': (r) => { r.setHeader('X-A', '0'); r.writeHead(200, ['x-a', '1', 'X-A', '2']).end('x') },
      '/204': (r) => { r.statusCode = 204; r.end() },
      '/204body': (r) => { r.statusCode = 204; r.write('lost'); r.end('lost too') },
      '/304': (r) => { r.statusCode = 304; r.setHeader('ETag', 'x'); r.end() },
      '/304chunked': (r) => { r.statusCode = 304; r.setHeader('Transfer-Encoding', 'chunked'); r.end() },
      '/length': (r) => { r.setHeader('Content-Length', 4); r.write('le'); r.end('ng') },
      '/close': (r) => { r.setHeader('Connection', 'close'); r.end('x') },
      '/none': (r) => { r.sendDate = false; r.removeHeader('Connection'); r.removeHeader('Content-Length'); r.end('x') },
      '/neither': (r) => { r.removeHeader('Transfer-Encoding'); r.removeHeader('Content-Length'); r.end('x') },
      '/status': (r) => { r.statusCode = 299; r.end() },
      '/message': (r) => { r.statusMessage = 'Fine'; r.end() },
      '/trailers': (r) => { r.setHeader('Trailer', 'X-T'); r.write('x'); r.addTrailers({ 'X-T': 'end' }); r.end() },
      '/flush': (r) => { r.flushHeaders(); r.end('x') },
      '/append': (r) => { r.appendHeader('X', '1'); r.appendHeader('x', ['2', '3']); r.end() },
      '/map': (r) => { r.setHeaders(new Map(Object.entries({ a: '1', b: ['2', '3'] }))); r.end() },
      '/hints': (r) => { r.writeEarlyHints({ link: ['</a.css>; rel=preload', '</b.js>; rel=preload'], 'x-h': 'y' }); r.writeProcessing(); r.writeContinue(); r.end('x') }
    }
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      response.on('finish', () => t.log(request.method + request.url, 'finish', response.headersSent, response.writableEnded, response.writableFinished))
      const error = thrown(() => { ways[request.url](response, request) })
      if (error !== 'nothing') {
        t.log(request.url, error)
        request.socket.destroy()
      }
    })
    const port = await listening(server)
    for (const way of Object.keys(ways)) {
      t.log('1.1', way, await raw(given, port, `GET ${way} HTTP/1.1\r\nHost: x\r\n\r\nGET /end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`))
      t.log('HEAD', way, await raw(given, port, `HEAD ${way} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`))
      t.log('1.0', way, await raw(given, port, `GET ${way} HTTP/1.0\r\n\r\n`))
    }
    t.log('1.0', await raw(given, port, 'GET /text HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /text HTTP/1.0\r\n\r\n'))
    await closed(server)
  },

  async 'what servers refuse' (given) {
    const { http, t } = given
    const server = http.createServer({ maxHeaderSize: 2000 }, async (/** @type {any} */ request, /** @type {any} */ response) => {
      request.on('error', (/** @type {any} */ error) => t.log('request', error))
      response.end(JSON.stringify([request.method, request.url, request.rawHeaders]))
    })
    const port = await listening(server)
    const get = 'GET / HTTP/1.1\r\nHost: x\r\n'
    const whole = (/** @type {string} */ head) => `${head}Connection: close\r\n\r\n`
    const bytes = {
      good: whole(get), 'no host': 'GET / HTTP/1.1\r\n\r\n', nonsense: 'nonsense\r\n\r\n', method: 'FETCH / HTTP/1.1\r\n\r\n',
      version: 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 'blank in a name': whole(`${get}a b: c\r\n`), 'blank after a name': whole(`${get}a : c\r\n`),
      'no name': whole(`${get}: c\r\n`), 'empty value': whole(`${get}a:\r\nb: \r\nc: 1 \r\n`), folded: whole(`${get}a: b\r\n c\r\n`),
      'bad length': `${get}Content-Length: x\r\n\r\n`, 'two lengths': `${get}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      'both framings': `${get}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      'other coding': `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n`, 'bad chunk': `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n`,
      'large head': whole(`${get}a: ${'x'.repeat(3000)}\r\n`), 'bare line feed': 'GET / HTTP/1.1\nHost: x\nConnection: close\n\n',
      'http2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'empty lines before': `\r\n\r\n${whole(get)}`, 'control character': whole(`${get}a: \x01\r\n`),
      expectation: whole(`${get}Expect: wonders\r\n`), repeated: whole(`${get}A: 1\r\na: 2\r\nCookie: x\r\nCookie: y\r\nContent-Type: a\r\nContent-Type: b\r\n`)
    }
    for (const [what, said] of Object.entries(bytes)) t.log('answers', what, await raw(given, port, said))
    server.on('clientError', (/** @type {any} */ error, /** @type {any} */ socket) => {
      t.log('clientError', error, error.bytesParsed, error.reason, String(error.rawPacket ?? '').slice(0, 40), socket.writable)
      socket.end('HTTP/1.1 400 Mine\r\n\r\n')
    })
    for (const what of ['nonsense', 'version', 'blank in a name', 'bad length', 'both framings', 'bad chunk', 'large head', 'method', 'folded']) {
      t.log('own answers', what, await raw(given, port, /** @type {any} */ (bytes)[what]))
    }
    await closed(server)
  },

  async 'what clients refuse' (given) {
    const { http, t } = given
    const replies = {
      nonsense: 'nonsense', nothing: '', 'half a head': 'HTTP/1.1 200 OK\r\nContent-', 'half a body': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
      'half a chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', 'bad chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n',
      'until the end': 'HTTP/1.1 200 OK\r\n\r\neverything', 'old': 'HTTP/1.0 200 Fine\r\n\r\neverything', 'no reason': 'HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx',
      'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 'both framings': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'large head': `HTTP/1.1 200 OK\r\na: ${'x'.repeat(20000)}\r\n\r\n`, '204 with a body': 'HTTP/1.1 204 None\r\nContent-Length: 3\r\n\r\nabc',
      '304 with a length': 'HTTP/1.1 304 Same\r\nContent-Length: 3\r\n\r\n', trailers: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n1\r\nx\r\n0\r\nX: y\r\nx: z\r\n\r\n',
      informed: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      repeated: 'HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nSet-Cookie: x\r\nSet-Cookie: y\r\nETag: 1\r\nETag: 2\r\nContent-Length: 0\r\n\r\n', upgraded: 'HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nrest'
    }
    for (const [what, reply] of Object.entries(replies)) {
      const { server, port } = await rawServer(given, reply)
      const request = t.watch(what, http.get({ port, host, agent: false }), REQUEST)
      request.on('error', () => {})
      request.on('information', (/** @type {any} */ information) => t.log(what, information))
      request.on('response', (/** @type {any} */ response) => {
        t.watch(what, response, RESPONSE)
        t.log(what, response.statusCode, response.statusMessage, response.httpVersion, response.headers, response.headersDistinct)
        let body = ''
        response.on('data', (/** @type {any} */ bytes) => { body += bytes })
        response.on('error', () => {})
        response.on('close', () => t.log(what, body, response.complete, response.aborted, response.rawTrailers, response.trailers))
      })
      await gone(request)
      t.log(what, request.destroyed, request.closed, request.errored, request.aborted, request.reusedSocket)
      await closed(server)
    }
  },

  async 'expect and continue' ({ http, t }) {
    const server = http.createServer(async (/** @type {any} */ request, /** @type {any} */ response) => response.end(await text(request)))
    const port = await listening(server)
    const ask = async (/** @type {string} */ what) => {
      const request = t.watch(what, http.request({ port, host, method: 'POST', headers: { Expect: '100-continue' } }), ['continue', 'finish', 'information', 'response'])
      request.on('continue', () => request.end('body'))
      await new Promise((resolve) => request.on('response', async (/** @type {any} */ response) => {
        t.log(what, response.statusCode, response.headers.connection, await text(response))
        request.end()
        resolve(undefined)
      }))
    }
    await ask('by itself')
    server.on('checkContinue', (/** @type {any} */ request, /** @type {any} */ response) => {
      if (server.listenerCount('checkExpectation')) return response.writeHead(413).end()
      response.writeContinue()
      server.emit('request', request, response)
    })
    await ask('asked')
    server.on('checkExpectation', (/** @type {any} */ _request, /** @type {any} */ response) => response.writeHead(418).end())
    await ask('refused')
    const { response } = await answered(http.request({ port, host, headers: { Expect: 'tea' } }))
    t.log('other', response.statusCode)
    await closed(server)
  },

  async 'connections are kept' ({ http, t }) {
    let count = 0
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      request.resume()
      response.end(request.url)
    })
    server.on('connection', () => count++)
    const port = await listening(server)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
    const state = () => Object.fromEntries(['requests', 'sockets', 'freeSockets'].map((set) => [set, Object.values(agent[set]).map((list) => /** @type {any} */ (list).length)]))
    agent.on('free', () => t.log('agent', 'free'))
    const all = ['/1', '/2', '/3', '/4', '/5'].map((path) => answered(http.request({ port, host, path, agent })))
    t.log('agent', state(), agent.totalSocketCount, agent.getName({ port: 1, host: 'h', localAddress: 'l', family: 4 }), agent.getName())
    for (const { body } of await Promise.all(all)) t.log('body', body)
    await new Promise((resolve) => setTimeout(resolve))
    t.log('agent', state(), count, agent.totalSocketCount)
    const request = http.request({ port, host, agent })
    await answered(request)
    t.log('agent', request.reusedSocket, count)
    await new Promise((resolve) => setTimeout(resolve))
    agent.destroy()
    t.log('agent', Object.keys(new http.Agent()).filter((key) => !key.startsWith('_')), agent.keepAlive, agent.maxSockets, agent.maxFreeSockets, agent.scheduling, agent.keepAliveMsecs, agent.maxTotalSockets, agent.defaultPort, agent.protocol)
    t.log('global', http.globalAgent.keepAlive, http.globalAgent.options, http.globalAgent.scheduling, http.globalAgent.maxSockets)
    await closed(server)
  },

  async 'a server that closes what was kept' ({ http, t }) {
    const server = http.createServer({ keepAliveTimeout: 1 }, (/** @type {any} */ _request, /** @type {any} */ response) => response.end())
    server.keepAliveTimeout = 300
    const port = await listening(server)
    const agent = new http.Agent({ keepAlive: true })
    const request = http.request({ port, host, agent })
    const closing = new Promise((resolve) => request.once('socket', (/** @type {any} */ socket) => socket.once('close', resolve)))
    const { response } = await answered(request)
    t.log('client', response.headers['keep-alive'], Object.keys(agent.freeSockets).length)
    await closing
    await new Promise((resolve) => setTimeout(resolve))
    t.log('client', 'closed', Object.keys(agent.freeSockets).length, agent.totalSocketCount)
    await closed(server)
  },

  async 'limits of a connection' (given) {
    const { http, t } = given
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => response.end(request.url))
    server.maxRequestsPerSocket = 2
    server.keepAliveTimeout = 100
    server.on('dropRequest', (/** @type {any} */ request) => t.log('server', 'dropRequest', request.url))
    const port = await listening(server)
    const said = ['/1', '/2', '/3'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join('')
    t.log('raw', await raw(given, port, said))
    t.log('server', server.maxRequestsPerSocket, server.timeout, server.keepAliveTimeout, server.headersTimeout, server.requestTimeout, server.maxHeadersCount, server.connectionsCheckingInterval, server.requireHostHeader)
    await closed(server)
  },

  async 'slow clients' (given) {
    const { http, t } = given
    const server = http.createServer({ headersTimeout: 100, requestTimeout: 300, connectionsCheckingInterval: 50 }, (/** @type {any} */ request, /** @type {any} */ response) => {
      request.on('error', (/** @type {any} */ error) => t.log('request', error))
      request.resume().on('end', () => response.end())
    })
    const port = await listening(server)
    t.log('head', await raw(given, port, 'GET / HTTP/1.1\r\n'))
    t.log('body', await raw(given, port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab'))
    await closed(server)
  },

  async 'pipelined requests' (given) {
    const { http, t } = given
    /** @type {any[]} */
    const waiting = []
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      waiting.push([request.url, response])
      if (waiting.length < 3) return
      // The last is answered first, and still comes last.
      for (const [url, each] of waiting.reverse()) {
        if (url === '/3') each.setHeader('Connection', 'close')
        each.write(`${url}:`)
        each.end('done')
      }
    })
    const port = await listening(server)
    t.log('raw', await raw(given, port, 'GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Le', 'ngth: 2\r\n\r\nabGET /3 HTTP/1.1\r\nHost: x\r\n\r\n'))
    await closed(server)
  },

  async 'other protocols' (given) {
    const { http, t, Buffer } = given
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => response.end(`plain ${request.headers.upgrade}`))
    const port = await listening(server)
    const headers = { Connection: 'Upgrade', Upgrade: 'echo' }
    t.log('nobody listens', (await answered(http.request({ port, host, headers }))).body)
    const echo = (/** @type {string} */ event) => (/** @type {any} */ request, /** @type {any} */ socket, /** @type {any} */ head) => {
      t.log('server', event, request.method, request.url, request.headers, head.toString(), request.upgrade)
      socket.on('error', () => {})
      socket.write(event === 'upgrade' ? 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nfirst,' : 'HTTP/1.1 200 Tunnel\r\n\r\nfirst,')
      socket.pipe(socket)
    }
    server.on('upgrade', echo('upgrade'))
    server.on('connect', echo('connect'))
    for (const [event, options] of /** @type {[string, any][]} */ ([['upgrade', { headers }], ['connect', { method: 'CONNECT', path: 'there:80' }]])) {
      const request = t.watch(event, http.request({ port, host, ...options }), REQUEST)
      request.end()
      const [response, socket, head] = await given.once(request, event)
      t.log(event, response.statusCode, response.upgrade, response.headers, Buffer.isBuffer(head))
      let came = head.toString()
      socket.on('data', (/** @type {any} */ bytes) => {
        came += bytes
        if (came.endsWith('hello')) socket.end()
      })
      socket.write('hello')
      await new Promise((resolve) => socket.once('close', resolve))
      t.log(event, came, request.destroyed)
    }
    await closed(server)
  },

  async 'giving up' ({ http, t, once }) {
    /** @type {Promise<unknown>[]} */
    const ends = []
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      t.watch('server request', request, ['aborted', 'close', 'error'])
      t.watch('server response', response, ['close', 'finish'])
      ends.push(gone(request), gone(response))
      request.on('error', () => {})
      if (request.url !== '/silent') response.write('half')
    })
    const port = await listening(server)
    /** @type {Record<string, (request: any) => any>} */
    const ways = {
      'before the connection': (request) => request.destroy(),
      'with an error': (request) => request.destroy(new Error('mine')),
      'by abort()': (request) => request.abort(),
      'later': (request) => once(server, 'request').then(() => request.destroy()),
      'later, with an error': (request) => once(server, 'request').then(() => request.destroy(new Error('mine'))),
      'later, by abort()': (request) => once(server, 'request').then(() => request.abort())
    }
    for (const [what, act] of Object.entries(ways)) {
      const request = t.watch(what, http.get({ port, host, path: '/silent', agent: false }), REQUEST)
      request.on('error', () => {})
      act(request)
      await gone(request)
      t.log(what, request.destroyed, request.aborted, request.errored, request.closed)
    }
    for (const what of ['response', 'request']) {
      const request = t.watch(`amidst, ${what}`, http.get({ port, host, agent: false }), REQUEST)
      request.on('error', () => {})
      const [response] = await once(request, 'response')
      t.watch(`amidst, ${what} (response)`, response, RESPONSE).on('error', () => {})
      await once(response, 'data')
      if (what === 'response') response.destroy()
      else request.destroy()
      await Promise.all([gone(request), gone(response)])
      t.log(`amidst, ${what}`, request.destroyed, response.destroyed, response.aborted, response.complete)
    }
    const controller = new AbortController()
    const request = t.watch('signal', http.get({ port, host, agent: false, path: '/silent', signal: controller.signal }), REQUEST)
    request.on('error', () => {})
    once(server, 'request').then(() => controller.abort())
    await gone(request)
    const early = t.watch('signal before', http.get({ port, host, agent: false, signal: AbortSignal.abort() }), REQUEST)
    early.on('error', () => {})
    await gone(early)
    await closed(server)
    await Promise.all(ends)
  },

  async 'servers that give up' ({ http, t }) {
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      if (request.url === '/silent') return request.socket.destroy()
      response.write('half')
      setTimeout(() => response.destroy(), 50)
    })
    const port = await listening(server)
    for (const path of ['/silent', '/half']) {
      const request = t.watch(path, http.get({ port, host, path, agent: false }), REQUEST)
      request.on('error', () => {})
      request.on('response', (/** @type {any} */ response) => t.watch(path, response.resume(), RESPONSE).on('error', () => {}))
      await gone(request)
    }
    await closed(server)
    const refused = t.watch('refused', http.get({ port, host }), REQUEST)
    refused.on('error', () => {})
    await gone(refused)
  },

  async 'timeouts' ({ http, t, once }) {
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      if (request.url === '/server') {
        response.setTimeout(400, (/** @type {any} */ socket) => {
          t.log('server', 'timeout', Boolean(socket))
          response.end('late')
        })
      }
    })
    const port = await listening(server)
    for (const [what, options] of /** @type {[string, any][]} */ ([['option', { timeout: 400 }], ['method', {}], ['agent', { agent: new http.Agent({ timeout: 400 }) }]])) {
      const request = t.watch(what, http.get({ port, host, agent: false, ...options }), REQUEST)
      request.on('error', () => {})
      if (what === 'method') request.setTimeout(400, () => t.log('method', 'callback'))
      await once(request, 'timeout')
      t.log(what, request.timeout, request.destroyed)
      request.destroy()
      await gone(request)
    }
    t.log('server', (await answered(http.request({ port, host, path: '/server', agent: false }))).body)
    await closed(server)
  },

  async 'writing' ({ http, t, once }) {
    /** @type {string[]} */
    const sizes = []
    const server = http.createServer(async (/** @type {any} */ request, /** @type {any} */ response) => {
      let size = 0
      for await (const bytes of request) size += bytes.length
      sizes.push(`${request.headers['content-length']}/${request.headers['transfer-encoding']}: ${size}`)
      t.log('trailers', request.trailers, request.rawTrailers, request.trailersDistinct)
      response.end('x'.repeat(300000))
    })
    const port = await listening(server)
    const request = http.request({ port, host, method: 'POST', headers: { Trailer: 'X-T' } })
    t.log('client', request.write('x'.repeat(10)), request.writableLength > 0, request.writableHighWaterMark, request.headersSent, request.writableCorked)
    t.log('client', request.write('x'.repeat(100000)), request.writableNeedDrain)
    await once(request, 'drain')
    t.log('client', 'drain', request.writableNeedDrain)
    await new Promise((resolve) => request.write('y', resolve))
    request.addTrailers({ 'X-T': 'last' })
    request.end('z', () => t.log('client', 'ended'))
    const [response] = await once(request, 'response')
    t.log('client', (await text(response)).length, sizes)
    await closed(server)
  },

  async 'misuse' ({ http, t }) {
    const port = 1
    /** @type {Record<string, any>} */
    const wrong = {
      path: { path: '/a b' }, method: { method: 'a b' }, 'method type': { method: 1 }, protocol: { protocol: 'https:' }, host: { host: 1 }, hostname: { hostname: true },
      agent: { agent: 'x' }, header: { headers: { 'a b': 'c' } }, value: { headers: { a: 'b\n' } }, missing: { headers: { a: undefined } }, timeout: { timeout: 'x' },
      negative: { timeout: -1 }, insecure: { insecureHTTPParser: 1 }, join: { joinDuplicateHeaders: 1 }, size: { maxHeaderSize: 'x' }, 'size value': { maxHeaderSize: -1 }
    }
    for (const [what, options] of Object.entries(wrong)) t.log('request', what, thrown(() => http.request({ port, host, ...options })))
    t.log('request', 'url', thrown(() => http.request('nonsense')), thrown(() => http.get('https://x.test/')))
    t.log('server', thrown(() => http.createServer('x')), thrown(() => http.createServer({ maxHeaderSize: 'x' })), thrown(() => http.createServer({ insecureHTTPParser: 'x' })),
      thrown(() => http.createServer({ requestTimeout: -1 })), thrown(() => http.createServer({ headersTimeout: 20, requestTimeout: 10 })), thrown(() => http.createServer({ requireHostHeader: 1 })))
    t.log('agent', thrown(() => new http.Agent({ scheduling: 'x' })), thrown(() => new http.Agent({ maxTotalSockets: 0 })), thrown(() => new http.Agent({ maxTotalSockets: 'x' })))
    t.log('names', ...['', 'a b', 'ok', '\u00e9', 1].map((name) => thrown(() => http.validateHeaderName(name))), thrown(() => http.validateHeaderName('a b', 'Label')))
    t.log('values', ...['', 'ok', '\u00e9', '\u20ac', 'a\r', undefined, null, 1].map((value) => thrown(() => http.validateHeaderValue('name', value))))
    const server = http.createServer((/** @type {any} */ _request, /** @type {any} */ r) => {
      t.log('response', thrown(() => r.setHeader('a b', 1)), thrown(() => r.setHeader('a')), thrown(() => r.setHeader('a', '\n')), thrown(() => r.getHeader()), thrown(() => r.hasHeader(1)), thrown(() => r.removeHeader()))
      t.log('response', thrown(() => r.writeHead(99)), thrown(() => r.writeHead(1000)), thrown(() => r.writeHead('x')), thrown(() => r.writeHead(200, '\n')), thrown(() => r.write(null)), thrown(() => r.write(1)), thrown(() => r.write()))
      t.log('response', thrown(() => r.addTrailers({ 'a b': 1 })), thrown(() => r.addTrailers({ a: '\n' })), thrown(() => r.writeEarlyHints({ link: 'x' })), thrown(() => r.writeEarlyHints(1)), thrown(() => r.setHeaders([])), thrown(() => r.setHeaders({})))
      t.log('response', thrown(() => r.writeHead(200, ['odd'])))
      r.setHeader('X', 'y')
      t.log('response', r.getHeaders(), r.getHeaderNames(), r.getRawHeaderNames(), r.hasHeader('x'), r.getHeader('X'), r.headersSent, r.statusCode, r.statusMessage, r.sendDate, r.writable)
      t.log('response', Object.getPrototypeOf(r.getHeaders()) === null)
      r.statusMessage = undefined
      r.flushHeaders()
      t.log('response', thrown(() => r.setHeader('a', 'b')), thrown(() => r.removeHeader('a')), thrown(() => r.appendHeader('a', 'b')), thrown(() => r.writeHead(200)), r.headersSent)
      r.on('error', (/** @type {any} */ error) => t.log('error', error))
      r.end('x', () => t.log('ended', 'end'))
      t.log('response', r.write('late', (/** @type {any} */ error) => t.log('callback', error)))
      r.end('late', (/** @type {any} */ error) => t.log('callback', error))
    })
    const at = await listening(server)
    t.log('client', (await answered(http.request({ port: at, host }))).body)
    await closed(server)
  },

  async 'strict lengths' ({ http, t }) {
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      response.strictContentLength = true
      response.setHeader('Content-Length', 4)
      if (request.url === '/more') t.log('more', thrown(() => response.write('12345')))
      if (request.url === '/less') t.log('less', thrown(() => { response.write('12'); response.end('3') }))
      if (request.url === '/none') t.log('none', thrown(() => response.end()))
      if (request.url === '/right') return response.end('1234')
      request.socket.destroy()
    })
    const port = await listening(server)
    for (const path of ['/more', '/less', '/none', '/right']) t.log('client', path, (await answered(http.request({ port, host, path })).catch((error) => ({ body: error }))).body)
    await closed(server)
  },

  async 'a server closing' ({ http, t }) {
    const server = http.createServer((/** @type {any} */ request, /** @type {any} */ response) => {
      t.log('server', request.url)
      if (request.url === '/last') {
        server.close(() => t.log('server', 'closed'))
        t.log('server', server.listening)
      }
      response.end('x')
    })
    server.on('close', () => t.log('server', 'close'))
    const port = await listening(server)
    const agent = new http.Agent({ keepAlive: true })
    await answered(http.request({ port, host, agent }))
    const { body } = await answered(http.request({ port, host, agent, path: '/last' }))
    t.log('client', body)
    await new Promise((resolve) => server.listening ? server.once('close', resolve) : setTimeout(resolve, 100))
    agent.destroy()
    await closed(server)
  },

  async 'what there is' ({ http, https, t }) {
    t.log('http', Object.keys(http).filter((key) => key !== 'default' && key !== 'module.exports').sort(), http.METHODS, http.STATUS_CODES, http.maxHeaderSize)
    t.log('https', Object.keys(https).filter((key) => key !== 'default').sort())
    t.log('agents', https.globalAgent.defaultPort, https.globalAgent.protocol, https.globalAgent.getName({ host: 'h', port: 1, rejectUnauthorized: false, ca: 'c', servername: 's' }), https.globalAgent.getName())
  }
}
