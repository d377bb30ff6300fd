/**
 * What happens with `https`, to be told alike by Node and by a page.
 * @module
 */

import { answered, closed, listening } from './acts.js'
import { identity } from './identity.js'

/** @typedef {import('./acts.js').Given} Given */

const host = '127.0.0.1'

/** @param {any} request @returns {Promise<any>} why it failed */
function failure (request) {
  return new Promise((resolve) => request.on('error', resolve).end())
}

/** @param {any} error @returns {boolean} whether it is about the certificate, whatever it is called there */
function refused (error) {
  return /CERT|HOSTNAME/.test(error.code)
}

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const scenarios = {
  async 'requests over TLS' ({ https, t }) {
    let connections = 0
    const server = https.createServer(identity, (/** @type {any} */ request, /** @type {any} */ response) => {
      request.resume()
      response.end(`${request.method} ${request.url} ${request.socket.encrypted} ${request.headers.host.split(':')[0]}`)
    })
    server.on('secureConnection', () => connections++)
    const port = await listening(server)
    const agent = new https.Agent({ keepAlive: true, ca: identity.cert })
    for (const [method, body] of [['GET'], ['POST', 'x']]) {
      const request = https.request({ port, host, method, path: '/p', agent, servername: 'localhost' })
      const { response, body: answer } = await answered(request, body)
      t.log(method, answer, response.statusCode, response.headers, request.reusedSocket, request.protocol)
      await new Promise((resolve) => setTimeout(resolve))
    }
    t.log('agent', connections, Object.keys(agent.freeSockets), agent.defaultPort, agent.protocol)
    const { body } = await answered(https.request(`https://localhost:${port}/by/url`, { ca: identity.cert, family: 4, agent: false }))
    t.log('url', body, connections)
    agent.destroy()
    await closed(server)
  },

  async 'who is not trusted' ({ https, t }) {
    const server = https.createServer(identity, (/** @type {any} */ _request, /** @type {any} */ response) => response.end('secret'))
    const port = await listening(server)
    const untrusted = await failure(https.request({ port, host, agent: false, servername: 'localhost' }))
    t.log('untrusted', refused(untrusted))
    const elsewhere = await failure(https.request({ port, host, agent: false, ca: identity.cert, servername: 'other.test' }))
    t.log('other name', refused(elsewhere))
    t.log('unchecked', (await answered(https.request({ port, host, agent: false, rejectUnauthorized: false }))).body)
    const agent = new https.Agent({ keepAlive: true })
    t.log('shared', (await answered(https.request({ port, host, agent, rejectUnauthorized: false }))).body)
    t.log('not shared', refused(await failure(https.request({ port, host, agent }))))
    agent.destroy()
    await closed(server)
  },

  async 'the key log of an agent' ({ https, t }) {
    const server = https.createServer(identity, (/** @type {any} */ _request, /** @type {any} */ response) => response.end('secret'))
    const lines = /** @type {string[][]} */ ([[], []])
    server.on('keylog', (/** @type {any} */ line) => lines[0].push(String(line)))
    const port = await listening(server)
    const agent = new https.Agent({ ca: identity.cert })
    agent.on('keylog', (/** @type {any} */ line, /** @type {any} */ socket) => { lines[1].push(String(line)); t.log('socket', socket.encrypted) })
    await answered(https.request({ port, host, agent, servername: 'localhost' }))
    t.log('lines', lines.map((each) => each.length), JSON.stringify(lines[0].sort()) === JSON.stringify(lines[1].sort()))
    agent.destroy()
    await closed(server)
  },

  async 'no TLS at all' (given) {
    const { http, https, t } = given
    const secure = https.createServer(identity, (/** @type {any} */ _request, /** @type {any} */ response) => response.end())
    secure.on('clientError', (/** @type {any} */ error, /** @type {any} */ socket) => {
      t.log('server', error instanceof Error)
      socket.destroy()
    })
    const port = await listening(secure)
    t.log('client', (await failure(http.request({ port, host, agent: false }))).code)
    await closed(secure)
  }
}
