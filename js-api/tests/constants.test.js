import test from 'oro:test'
import constants from 'oro:constants'
import { EventEmitter, init } from 'oro:events'
import process from 'oro:process'

test('constants has the numbers of OpenSSL that Node has', (t) => {
  t.equal(constants.SSL_OP_ALL, 2147485776)
  t.equal(constants.SSL_OP_CRYPTOPRO_TLSEXT_BUG, 2147483648)
  t.equal(constants.RSA_PKCS1_OAEP_PADDING, 4)
  t.equal(constants.TLS1_3_VERSION, 772)
})

test('process belongs to no domain', (t) => {
  t.ok('domain' in process)
  t.equal(/** @type {any} */ (process).domain, null)
})

test('events.init() makes an emitter of an object', (t) => {
  const emitter = Object.create(EventEmitter.prototype)
  init.call(emitter)
  let heard = 0
  emitter.on('x', () => { heard++ })
  emitter.emit('x')
  t.equal(heard, 1)
})
