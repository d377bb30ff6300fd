import crypto from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import readline from 'node:readline'
import { PassThrough } from 'node:stream'
import tls from 'node:tls'
import util from 'node:util'
import zlib from 'node:zlib'
import child from 'node:child_process'
import dgram from 'node:dgram'
import { attempt, done } from './transcript.js'

const all = /** @type {Record<string, any>} */ ({ http, https, net, tls, zlib, crypto, readline, child, dgram })
const alone = /** @type {[string, string, ...any[]][]} */ ([
  ['http', 'Agent', { maxSockets: 3 }], ['http', 'Server'], ['https', 'Agent', { maxCachedSessions: 1 }], ['https', 'Server'],
  ['net', 'Server'], ['net', 'Socket'], ['net', 'Stream', { allowHalfOpen: true }], ['tls', 'Server'],
  ['zlib', 'Gzip'], ['zlib', 'BrotliDecompress'],
  ['crypto', 'Hash', 'sha1'], ['crypto', 'Hmac', 'sha1', 'key'], ['crypto', 'Sign', 'sha256'], ['crypto', 'Verify', 'sha256'],
  ['crypto', 'ECDH', 'prime256v1'], ['crypto', 'Cipheriv', 'aes-128-ecb', new Uint8Array(16), null],
  ['crypto', 'Decipheriv', 'aes-128-ecb', new Uint8Array(16), null]
])
for (const [module, name, ...args] of alone) {
  const Class = all[module][name]
  attempt(`${module}.${name}()`, () => {
    const made = Class(...args)
    return [made instanceof Class, made.constructor === Class, Class.name, made.maxSockets, module === 'net' && made.allowHalfOpen]
  })
}

const inherited = /** @type {[string, string, (self: any) => any, ...any[]][]} */ ([
  ['http', 'Agent', (self) => [self.maxFreeSockets, self.options.keepAlive, self.listenerCount('free')], { keepAlive: true }],
  ['http', 'Server', (self) => [self.keepAliveTimeout, self.timeout, self.listening]],
  ['http', 'IncomingMessage', (self) => [self.headers, self.complete, self.readable, self.aborted]],
  ['http', 'OutgoingMessage', (self) => { self.setHeader('A', 'b'); return [self.getHeaders().a, self.headersSent, self.writableLength] }],
  ['http', 'ServerResponse', (self) => { self.setHeader('X', 1); return [self.statusCode, self.getHeaderNames(), self.finished] }, { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 }],
  ['https', 'Agent', (self) => [self.defaultPort, self.maxCachedSessions, self.protocol]],
  ['https', 'Server', (self) => [self.keepAliveTimeout, self.listening]],
  ['net', 'Socket', (self) => [self.connecting, self.pending, self.readyState, self.destroyed]],
  ['net', 'Server', (self) => [self.listening, self.address()]],
  ['tls', 'Server', (self) => [self.listening, self.address()]],
  ['zlib', 'Gzip', (self) => [self.writable, self.readableEnded]],
  ['crypto', 'Hmac', (self) => self.update('abc').digest('hex'), 'md5', 'key'],
  ['readline', 'Interface', (self) => [self.line, self.terminal], { input: new PassThrough(), output: new PassThrough() }],
  ['child', 'ChildProcess', (self) => [self.killed, self.exitCode, self.connected]],
  ['dgram', 'Socket', (self) => [self.type, typeof self.send], 'udp4']
])
for (const [module, name, tell, ...args] of inherited) {
  const Base = all[module][name]
  /** @this {any} */
  function Own (...given) {
    Reflect.apply(Base, this, given)
    this.own = true
  }
  util.inherits(Own, Base)
  Own.prototype.more = function () { return this.own }
  attempt(`${name} of ${module} inherited the old way`, () => {
    const made = new /** @type {any} */ (Own)(...args)
    return [made instanceof Own, made instanceof Base, made.more(), made.constructor === Own, tell(made)]
  })
  attempt(`${name} of ${module} inherited`, () => {
    const made = new (class extends Base { more () { return 'new' } })(...args)
    return [made instanceof Base, made.more(), tell(made)]
  })
}

attempt('a static that was set', () => {
  const before = http.Agent.defaultMaxSockets
  http.Agent.defaultMaxSockets = 7
  const made = new http.Agent().maxSockets
  http.Agent.defaultMaxSockets = before
  return [made, http.Agent({}).maxSockets === before]
})
done()
