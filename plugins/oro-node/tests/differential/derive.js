import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { attempt, done, told } from './transcript.js'

/** @type {any} */
const c = crypto
for (const digest of ['md5', 'sha1', 'sha224', 'sha256', 'SHA384', 'sha512', 'sha512-256', 'sha3-256', 'blake2b512', 'ripemd160']) {
  for (const [password, salt, iterations, length] of [['a', 'b', 1, 5], ['', '', 3, 100], [Buffer.alloc(200, 1), new Uint16Array([1, 2]), 100, 64]]) {
    await attempt(`pbkdf2 ${digest}`, () => c.pbkdf2Sync(password, salt, iterations, length, digest))
    await told(`pbkdf2 ${digest}, later`, (tell) => c.pbkdf2(password, salt, iterations, length, digest, tell))
  }
  await attempt(`hkdf ${digest}`, () => c.hkdfSync(digest, 'key', 'salt', 'info', 50))
  await told(`hkdf ${digest}, later`, (tell) => c.hkdf(digest, new ArrayBuffer(3), '', Buffer.alloc(3), 50, tell))
}
for (const options of [undefined, {}, { N: 16 }, { cost: 2, blockSize: 3, parallelization: 4 }, { N: 1024, r: 1, p: 3 }, { r: 0, p: 0 }, { N: 0 }]) {
  await attempt('scrypt', () => c.scryptSync('password', 'salt', 40, options))
  await told('scrypt, later', (tell) => options ? c.scrypt('password', 'salt', 40, options, tell) : c.scrypt('password', 'salt', 40, tell))
}
const refusals = /** @type {[string, () => any][]} */ ([
  ['no iterations', () => c.pbkdf2Sync('a', 'b', 0, 5, 'sha1')],
  ['iterations a', () => c.pbkdf2Sync('a', 'b', 'a', 5, 'sha1')],
  ['iterations 1.5', () => c.pbkdf2Sync('a', 'b', 1.5, 5, 'sha1')],
  ['length -5', () => c.pbkdf2Sync('a', 'b', 1, -5, 'sha1')],
  ['length 0', () => c.pbkdf2Sync('a', 'b', 1, 0, 'sha1')],
  ['no such digest', () => c.pbkdf2Sync('a', 'b', 1, 5, 'foo')],
  ['no digest', () => c.pbkdf2Sync('a', 'b', 1, 5)],
  ['no digest, later', () => c.pbkdf2('a', 'b', 1, 5, () => {})],
  ['password 5', () => c.pbkdf2Sync(5, 'b', 1, 5, 'sha1')],
  ['salt 5', () => c.pbkdf2Sync('a', 5, 1, 5, 'sha1')],
  ['no callback', () => c.pbkdf2('a', 'b', 1, 5, 'sha1')],
  ['no such digest, later', () => c.pbkdf2('a', 'b', 1, 5, 'foo', () => {})],
  ['scrypt length -1', () => c.scryptSync('a', 'b', -1)],
  ['scrypt length 0', () => c.scryptSync('a', 'b', 0)],
  ['N 3', () => c.scryptSync('a', 'b', 5, { N: 3 })],
  ['N 1', () => c.scryptSync('a', 'b', 5, { N: 1 })],
  ['N a', () => c.scryptSync('a', 'b', 5, { N: 'a' })],
  ['cost a', () => c.scryptSync('a', 'b', 5, { cost: 'a' })],
  ['N and cost', () => c.scryptSync('a', 'b', 5, { N: 16, cost: 16 })],
  ['too much memory', () => c.scryptSync('a', 'b', 5, { N: 2 ** 20 })],
  ['too little memory', () => c.scryptSync('a', 'b', 5, { N: 1024, maxmem: 1000 })],
  ['maxmem a', () => c.scryptSync('a', 'b', 5, { maxmem: 'a' })],
  ['options 5', () => c.scryptSync('a', 'b', 5, 5)],
  ['scrypt without a callback', () => c.scrypt('a', 'b', 5, {})],
  ['hkdf of no digest', () => c.hkdfSync('foo', 'a', 'b', 'c', 5)],
  ['hkdf digest 5', () => c.hkdfSync(5, 'a', 'b', 'c', 5)],
  ['hkdf too long', () => c.hkdfSync('sha1', 'a', 'b', 'c', 5101)],
  ['hkdf info too long', () => c.hkdfSync('sha1', 'a', 'b', Buffer.alloc(1025), 5)],
  ['hkdf of nothing', () => c.hkdfSync('sha1', '', 'b', '', 5)],
  ['hkdf of 5', () => c.hkdfSync('sha1', 5, 'b', '', 5)],
  ['hkdf length -5', () => c.hkdfSync('sha1', 'k', 'b', '', -5)],
  ['hkdf length 0', () => c.hkdfSync('sha1', 'k', 'b', '', 0)],
  ['hkdf of a key', () => c.hkdfSync('sha1', c.createSecretKey('a'), 'b', 'c', 5)]
])
for (const [what, act] of refusals) await attempt(what, act)
await told('pbkdf2 of nothing, later', (tell) => c.pbkdf2('a', 'b', 1, 0, 'sha1', tell))
await told('scrypt of nothing, later', (tell) => c.scrypt('a', 'b', 0, tell))
done()
