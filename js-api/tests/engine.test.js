import { test } from 'oro:test'
import ipc from 'oro:ipc'
import { require } from 'oro:commonjs'

test('calls reach the host where a library has replaced fetch and XMLHttpRequest', async (t) => {
  const { fetch, XMLHttpRequest } = globalThis
  globalThis.fetch = () => Promise.reject(new TypeError('no network in this test'))
  globalThis.XMLHttpRequest = /** @type {any} */ (class { open () { throw new TypeError('no network in this test') } })
  try {
    t.equal((await ipc.request('ping')).err, null)
    t.equal(ipc.sendSync('ping').err, null)
    t.equal(typeof require('punycode').decode, 'function')
    t.throws(() => require('./nowhere.js'), { code: 'MODULE_NOT_FOUND' })
  } finally {
    Object.assign(globalThis, { fetch, XMLHttpRequest })
  }
})
