/**
 * Servers that are packages of npm themselves: SMTP with a login, and an MQTT broker for WebSockets. Writes their ports as
 * a line of JSON, and runs until its standard input ends.
 * @module
 */

import { once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'

const require = createRequire(`${process.cwd()}/`)
const { Aedes } = require('aedes')
const { SMTPServer } = require('smtp-server')
const { createWebSocketStream, WebSocketServer } = require('ws')

/** @param {any} server @returns {Promise<number>} its port */
async function listening (server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

const mail = new SMTPServer({
  authMethods: ['PLAIN', 'LOGIN'],
  logger: false,
  onAuth: ({ username, password }, _session, done) => password === 'secret' ? done(null, { user: username }) : done(new Error('Invalid username or password')),
  onData: (stream, _session, done) => stream.on('end', () => done(null, 'kept')).resume()
})
mail.on('error', () => {})

const broker = await Aedes.createBroker()
const web = http.createServer()
new WebSocketServer({ server: web }).on('connection', (socket, request) => {
  const stream = createWebSocketStream(socket)
  stream.on('error', () => {})
  broker.handle(stream, request)
})

console.log(JSON.stringify({ smtp: await listening(mail.server), mqtt: await listening(web) }))
process.stdin.on('end', () => process.exit()).resume()
