import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { attempt, done } from './transcript.js'

const DATA = ['', 'abc', 'a'.repeat(63), 'a'.repeat(64), 'é'.repeat(500), Buffer.alloc(1000, 7)]
const names = crypto.getHashes().filter((name) => !/sm3|md5-sha1/i.test(name))
await attempt('names', () => names)

for (const name of names) {
  for (const data of DATA) {
    await attempt(`hash ${name}`, () => crypto.createHash(name).update(data).digest('hex'))
    if (!/shake/.test(name)) await attempt(`hmac ${name}`, () => crypto.createHmac(name, 'key').update(data).digest('base64'))
  }
}
for (const key of ['', 'k'.repeat(64), 'k'.repeat(200), Buffer.alloc(3), new Uint16Array([1, 2]), new ArrayBuffer(4)]) {
  await attempt('hmac key', () => crypto.createHmac('sha256', key).update('x').digest('hex'))
}
for (const name of ['SHA256', 'Sha-256', 'rsa-sha256', 'SHA512/256', 'sha512-256', 'nonsense', '', 'sha3-256', 'BLAKE2b512']) {
  await attempt(`name ${name}`, () => crypto.createHash(name).update('a').digest('hex'))
}
for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'binary', 'ucs2', 'utf8', 'buffer', 'HEX', undefined, null]) {
  await attempt(`digest as ${encoding}`, () => crypto.createHash('md5').update('a').digest(/** @type {any} */ (encoding)))
  await attempt(`text in ${encoding}`, () => crypto.createHash('md5').update('abcd', /** @type {any} */ (encoding)).digest('hex'))
}
for (const length of [0, 1, 5, 100, 1000]) {
  await attempt(`shake of ${length}`, () => crypto.createHash('shake256', { outputLength: length }).update('a').digest('hex'))
  await attempt(`copied shake of ${length}`, () => crypto.createHash('shake128').update('a').copy({ outputLength: length }).update('b').digest('hex'))
}
await attempt('length of sha256', () => crypto.createHash('sha256', { outputLength: 32 }).digest('hex'))
await attempt('copies go their own ways', () => {
  const one = crypto.createHash('sha1').update('a')
  const other = one.copy()
  return [one.update('b').digest('hex'), other.update('c').digest('hex'), crypto.createHash('sha1').update('ab').digest('hex')]
})

/** @type {any} */
const c = crypto
const refusals = /** @type {[string, () => any][]} */ ([
  ['algorithm 5', () => c.createHash(5)],
  ['no algorithm', () => c.createHash()],
  ['data 5', () => c.createHash('sha256').update(5)],
  ['no data', () => c.createHash('sha256').update()],
  ['data that is an ArrayBuffer', () => c.createHash('sha256').update(new ArrayBuffer(2))],
  ['update after', () => { const h = c.createHash('sha256'); h.digest(); h.update('a') }],
  ['digest after', () => { const h = c.createHash('sha256'); h.digest(); h.digest() }],
  ['copy after', () => { const h = c.createHash('sha256'); h.digest(); h.copy() }],
  ['length of a digest that has one', () => c.createHash('sha256', { outputLength: 5 }).digest('hex')],
  ['length -5', () => c.createHash('shake128', { outputLength: -5 })],
  ['length a', () => c.createHash('shake128', { outputLength: 'a' })],
  ['length 1.5', () => c.createHash('shake128', { outputLength: 1.5 })],
  ['half a byte', () => c.createHash('sha256').update('abc', 'hex')],
  ['hmac of nothing', () => c.createHmac('foo', 'k')],
  ['hmac 5', () => c.createHmac(5, 'k')],
  ['no key', () => c.createHmac('sha256')],
  ['key 5', () => c.createHmac('sha256', 5)],
  ['hmac of shake', () => c.createHmac('shake128', 'k')],
  ['hmac after', () => { const h = c.createHmac('sha256', 'k'); h.digest(); h.update('a') }],
  ['hmac data after', () => { const h = c.createHmac('sha256', 'k'); h.digest(); return [h.digest('hex'), h.digest()] }],
  ['hmac without data', () => c.createHmac('sha256', 'k').update()]
])
for (const [what, act] of refusals) await attempt(what, act)

for (const made of [() => crypto.createHash('sha512'), () => crypto.createHmac('sha512', 'key')]) {
  await attempt('piped', async () => {
    const sink = made()
    await pipeline(Readable.from([Buffer.from('a'), Buffer.from('bc')]), sink)
    return sink.read()
  })
  await attempt('written', () => new Promise((resolve) => {
    const sink = made()
    sink.setEncoding('hex')
    sink.on('data', resolve)
    sink.write('é', 'latin1')
    sink.end('abcd', 'hex')
  }))
}
done()
