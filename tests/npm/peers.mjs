/**
 * An SMTP server with a login, which writes its port and runs until its standard input ends.
 * @module
 */

import { createRequire } from 'node:module'

const require = createRequire(`${process.cwd()}/`)
const { SMTPServer } = require('smtp-server')

const server = new SMTPServer({
  authMethods: ['PLAIN', 'LOGIN'],
  logger: false,
  onAuth: ({ username, password }, _session, done) => password === 'secret' ? done(null, { user: username }) : done(new Error('Invalid username or password')),
  onData: (stream, _session, done) => stream.on('end', () => done(null, 'kept')).resume()
})
server.on('error', () => {})
server.listen(0, '127.0.0.1', () => console.log(server.server.address().port))
process.stdin.on('end', () => process.exit()).resume()
