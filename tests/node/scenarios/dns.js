import dns from 'node:dns'
import promises from 'node:dns/promises'
import { attempt, done, record } from './transcript.js'

/** @param {string} what @param {Promise<any>} promise */
async function settled (what, promise) {
  record(what, await promise.catch((error) => ['fails', error.name, error.code, error.syscall, error.hostname, error.message]))
}

for (const host of ['127.0.0.1', '::1', '', null, undefined]) {
  for (const options of [undefined, 0, 4, 6, { all: true }, { family: 4, all: true }, { all: true, order: 'ipv4first' }]) {
    await settled(`lookup ${host} ${JSON.stringify(options)}`, Promise.resolve().then(() => promises.lookup(/** @type {any} */ (host), /** @type {any} */ (options))))
  }
}
await settled('localhost', promises.lookup('localhost', 4))
await settled('localhost all', promises.lookup('localhost', { family: 4, all: true }))
await settled('service', promises.lookupService('127.0.0.1', 80).then(({ hostname, service }) => [typeof hostname, service]))
for (const [what, act] of /** @type {[string, () => any][]} */ ([
  ['family', () => dns.lookup('x', 5, () => {})],
  ['hints', () => dns.lookup('x', { hints: 1 << 20 }, () => {})],
  ['order', () => dns.lookup('x', /** @type {any} */ ({ order: 'none' }), () => {})],
  ['callback', () => dns.lookup('x', /** @type {any} */ (5))],
  ['host', () => dns.lookup(/** @type {any} */ (5), () => {})],
  ['port', () => dns.lookupService('127.0.0.1', -1, () => {})],
  ['address', () => dns.lookupService('name', 80, () => {})],
  ['servers', () => dns.setServers(['nowhere'])],
  ['servers text', () => dns.setServers(/** @type {any} */ ('127.0.0.1'))],
  ['rrtype', () => dns.resolve('x', /** @type {any} */ ('NONE'), () => {})],
  ['reverse', () => dns.reverse('name', () => {})],
  ['result order', () => dns.setDefaultResultOrder(/** @type {any} */ ('none'))],
  ['timeout', () => new dns.Resolver({ timeout: -2 })],
  ['tries', () => new dns.Resolver({ tries: 0 })]
])) attempt(what, () => { act(); return 'nothing' })
dns.setServers(['127.0.0.1', '[::1]:5353', '127.0.0.2:53'])
record('servers', dns.getServers())
record('order', [dns.getDefaultResultOrder(), (dns.setDefaultResultOrder('ipv4first'), dns.getDefaultResultOrder())])
const resolver = new dns.Resolver({ timeout: 100, tries: 1 })
resolver.setServers(['127.0.0.1:1'])
record('own servers', [resolver.getServers(), dns.getServers()])
await settled('nobody answers', new Promise((resolve, reject) => resolver.resolve4('example.org', (error, found) => error ? reject(error) : resolve(found))))
record('called', await new Promise((resolve) => dns.lookup('127.0.0.1', (...all) => resolve(all))))
for (const family of ['IPv4', 'IPv6']) record(family, await new Promise((resolve) => dns.lookup('127.0.0.1', /** @type {any} */ ({ family }), (...all) => resolve(all))))
record('codes', [dns.NOTFOUND, dns.SERVFAIL, dns.CANCELLED, dns.ADDRCONFIG, dns.V4MAPPED, dns.ALL])
done()
