import http from 'oro:http'
import https from 'oro:https'
import { identity } from './identity.js'
import { answered, closed, listening } from './acts.js'

const host = '127.0.0.1'

/** @type {(request: any, response: any) => void} */
const echo = (request, response) => request.pipe(response)

const plain = http.createServer(echo)
plain.on('upgrade', (_request, socket, head) => socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${head}`))
const agent = new http.Agent({ keepAlive: true })
const port = await listening(plain)
const bodies = []
for (const body of ['one', 'two'.repeat(100000)]) bodies.push((await answered(http.request({ port, host, method: 'POST', agent }), body)).body.length)

const request = http.request({ port, host, headers: { Connection: 'Upgrade', Upgrade: 'x' } })
const upgraded = new Promise((resolve) => request.on('upgrade', (response, socket) => {
  socket.destroy()
  resolve(response.statusCode)
}))
request.end()

const secure = https.createServer(identity, echo)
const trusting = { port: await listening(secure), host, method: 'POST', ca: identity.cert, agent: false }
const secured = (await answered(https.request(trusting), 'over TLS')).body

await upgraded
agent.destroy()
await Promise.all([closed(plain), closed(secure)])
globalThis.postMessage({ bodies, upgraded: await upgraded, secured })
