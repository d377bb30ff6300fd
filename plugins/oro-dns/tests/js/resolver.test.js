import dns, { promises, Resolver } from 'oro:dns'
import { Resolver as PromisesResolver } from 'oro:dns/promises'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

const { data: server } = await ipc.request('test.nameserver')

/** @param {any} [options] */
function made (options) {
  const resolver = new PromisesResolver(options)
  resolver.setServers([server])
  return resolver
}

/**
 * @param {Promise<any>} promise
 * @returns {Promise<any>}
 */
async function failure (promise) {
  return promise.then(() => { throw new Error('It did not fail') }, (error) => error)
}

/**
 * @param {import('oro:test').Test} t
 * @param {string} name of one test alone
 * @param {number} count
 * @returns {Promise<number>} how often it was asked for
 */
async function asked (t, name, count) {
  for (;;) {
    const { data } = await ipc.request('test.asked', { name })
    if (data >= count) return data
    await t.sleep(5)
  }
}

test('the modules are node:dns and node:dns/promises too', async (t) => {
  const [node, nodePromises] = await Promise.all([import(['node', 'dns'].join(':')), import(['node', 'dns/promises'].join(':'))])
  t.equal(node.Resolver, Resolver)
  t.equal(nodePromises.Resolver, PromisesResolver)
  t.equal(dns.promises.lookup, nodePromises.lookup)
})

test('cancel ends what a resolver asks, and nothing else', async (t) => {
  const [one, other] = [made(), made()]
  const [first, second, third] = [failure(one.resolve4('silent.one.test')), failure(one.resolveMx('silent.two.test')), other.resolve4('www.test')]
  const fourth = failure(one.reverse('192.0.2.1'))
  await asked(t, 'silent.one.test', 1)
  await asked(t, 'silent.two.test', 1)
  one.cancel()
  const errors = [await first, await second, await fourth]
  t.deepEqual(errors.map(({ message }) => message), ['queryA ECANCELLED silent.one.test', 'queryMx ECANCELLED silent.two.test', errors[2].message])
  t.ok(errors.slice(0, 2).every(({ code }) => code === dns.CANCELLED))
  t.deepEqual(await third, ['192.0.2.1', '192.0.2.2'])
  t.deepEqual(await one.resolve4('www.test'), ['192.0.2.1', '192.0.2.2'], 'it can be used again')
})

test('cancel ends callbacks as well', async (t) => {
  const resolver = new Resolver()
  resolver.setServers([server])
  const failed = new Promise((resolve) => resolver.resolve4('silent.test', resolve))
  resolver.cancel()
  t.equal((await failed).code, 'ECANCELLED')
})

test('timeout and tries bound the waiting', async (t) => {
  const error = await failure(made({ timeout: 20, tries: 3 }).resolve4('silent.three.test'))
  t.deepEqual([error.code, error.message], ['ETIMEOUT', 'queryA ETIMEOUT silent.three.test'])
  t.equal(await asked(t, 'silent.three.test', 3), 3)
})

test('no servers, no answer', async (t) => {
  const resolver = made()
  resolver.setServers([])
  t.equal((await failure(resolver.resolve4('www.test'))).code, 'ECONNREFUSED')
})

test('a signal aborts', async (t) => {
  const resolver = made()
  const controller = new AbortController()
  const signal = controller.signal
  const failed = failure(resolver.resolveTxt('silent.aborted.test', { signal }))
  await asked(t, 'silent.aborted.test', 1)
  controller.abort()
  t.equal((await failed).name, 'AbortError')
  for (const asking of [
    resolver.resolve4('www.test', { signal }), resolver.resolve('www.test', 'A', { signal }),
    promises.lookup('localhost', { signal }), resolver.reverse('192.0.2.1', { signal }),
    promises.lookupService('127.0.0.1', 1, { signal })
  ]) t.equal((await failure(asking)).name, 'AbortError')
})

test('queries come from the local address', async (t) => {
  const resolver = made()
  resolver.setLocalAddress('127.0.0.5', '::1')
  t.deepEqual(await resolver.resolve4('www.test'), ['192.0.2.1', '192.0.2.2'])
  resolver.setLocalAddress('203.0.113.9')
  t.equal((await failure(resolver.resolve4('www.test'))).code, 'ECONNREFUSED')
})

test('reverse knows the names of this machine', async (t) => {
  t.ok((await made().reverse('127.0.0.1')).includes('localhost'))
  const resolver = new Resolver()
  const names = await new Promise((resolve, reject) => resolver.reverse('127.0.0.1', (error, found) => error ? reject(error) : resolve(found)))
  t.ok(names.includes('localhost'))
})

test('the default order can be set', async (t) => {
  t.equal(dns.getDefaultResultOrder(), 'verbatim')
  dns.setDefaultResultOrder('ipv6first')
  t.equal(promises.getDefaultResultOrder(), 'ipv6first')
  t.deepEqual(await promises.lookup('localhost', { family: 4 }), { address: '127.0.0.1', family: 4 })
  promises.setDefaultResultOrder('verbatim')
})

test('a throwing callback is an error of the page', async (t) => {
  const thrown = new Promise((resolve) => {
    globalThis.addEventListener('error', (event) => { event.preventDefault(); event.stopImmediatePropagation(); resolve(event.error) }, { once: true, capture: true })
  })
  dns.lookup('127.0.0.1', () => { throw new Error('out of the callback') })
  t.equal(/** @type {any} */ (await thrown).message, 'out of the callback')
})
