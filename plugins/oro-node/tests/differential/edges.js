import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { pairs } from './pairs.js'
import { attempt, done, told } from './transcript.js'

/** @type {any} */
const c = crypto
const data = Buffer.from('data')

// -- digests
for (const name of ['shake128', 'shake256']) {
  for (const outputLength of [undefined, 0, 1, 16, 32, 33, 200, -1, 'a', 1.5, null, 2 ** 32]) {
    await attempt(`${name} of ${outputLength}`, () => c.createHash(name, { outputLength }).update('a').digest('hex'))
  }
}
for (const outputLength of [0, 20, 32]) await attempt(`sha256 of ${outputLength}`, () => c.createHash('sha256', { outputLength }).update('a').digest('hex'))
await attempt('digest twice', () => { const h = c.createHash('sha1'); h.digest(); h.digest() })
await attempt('update after digest', () => { const h = c.createHash('sha1'); h.digest(); h.update('a') })
await attempt('copy after digest', () => { const h = c.createHash('sha1'); h.digest(); h.copy() })
await attempt('copies', () => { const h = c.createHash('sha256').update('a'); const one = h.copy(); h.update('b'); return [h.digest('hex'), one.digest('hex')] })
await attempt('copy of another length', () => c.createHash('shake128').update('a').copy({ outputLength: 5 }).digest('hex'))
await attempt('digest after end', () => { const h = c.createHash('sha256'); h.end('a'); return h.digest('hex') })
await told('digest after finish', (tell) => { const h = c.createHash('sha256'); h.end('a', () => { try { tell(h.digest('hex')) } catch (error) { tell(error) } }) })
await told('read after finish', (tell) => { const h = c.createHash('sha256'); h.on('readable', () => tell(h.read())); h.end('a') })
await told('hmac read', (tell) => { const h = c.createHmac('sha256', 'k'); h.on('data', tell); h.end('a') })
await told('hmac digest after finish', (tell) => { const h = c.createHmac('sha256', 'k'); h.end('a', () => { try { tell(h.digest('hex')) } catch (error) { tell(error) } }) })
await attempt('hmac digest twice', () => { const h = c.createHmac('sha256', 'k'); return [h.digest('hex'), h.digest('hex'), h.digest()] })
await attempt('hmac update after digest', () => { const h = c.createHmac('sha256', 'k'); h.digest(); h.update('a') })
await attempt('hmac foo', () => c.createHmac('foo', 'k'))
await attempt('hmac without key', () => c.createHmac('sha256'))
await attempt('hmac null', () => c.createHmac('sha256', null))
await attempt('hmac of nothing', () => c.createHmac())
await attempt('hash foo', () => c.createHash('foo'))
await attempt('hash nothing', () => c.createHash())
await attempt('hash update nothing', () => c.createHash('sha1').update())
await attempt('hash update number', () => c.createHash('sha1').update(5))
await attempt('digest in foo', () => c.createHash('sha1').digest('foo'))
await attempt('digest in latin1', () => [c.createHash('sha1').digest('latin1').length, c.createHash('sha1').digest('utf16le').length, c.createHash('sha1').digest('buffer')])
await attempt('one shot', () => [c.hash('sha1', 'a'), c.hash('sha1', data, 'base64'), c.hash('md5', data, 'buffer')])
for (const args of [[], ['sha1'], [5, 'a'], ['foo', 'a'], ['sha1', 5], ['sha1', 'a', 'foo'], ['sha1', 'a', 5], ['shake128', 'a']]) await attempt(`one shot of ${args}`, () => c.hash(...args))

// -- derivations
for (const args of [
  ['p', 's', 0, 10, 'sha1'], ['p', 's', -1, 10, 'sha1'], ['p', 's', 1, -1, 'sha1'], ['p', 's', 1, 2 ** 31, 'sha1'], ['p', 's', 1.5, 10, 'sha1'], ['p', 's', 1, 1.5, 'sha1'], ['p', 's', 2 ** 31, 10, 'sha1'],
  ['p', 's', 1, 10, 'foo'], ['p', 's', 1, 10], ['p', 's', 1, 10, null], ['p', 's', 1, 'a', 'sha1'], ['p', 's', 'a', 10, 'sha1'], [5, 's', 1, 10, 'sha1'], ['p', 5, 1, 10, 'sha1'],
  ['p', 's', 1, 0, 'sha1'], ['', '', 1, 20, 'sha512'], ['p', 's', 3, 100, 'SHA256'], ['p', 's', 1, Infinity, 'sha1'], ['p', 's', 1, NaN, 'sha1'], ['p', 's', Infinity, 1, 'sha1']
]) {
  await attempt(`pbkdf2Sync ${args.map(String)}`, () => c.pbkdf2Sync(...args))
  await told(`pbkdf2 ${args.map(String)}`, (tell) => c.pbkdf2(...args, tell))
}
await attempt('pbkdf2 without callback', () => c.pbkdf2('p', 's', 1, 10, 'sha1'))
for (const options of [
  {}, { N: 1 }, { N: 3 }, { N: 2 ** 16, r: 16, p: 1 }, { N: 2 ** 15, maxmem: 0 }, { N: 16, r: 1, p: 1, maxmem: 1 }, { cost: 16, N: 16 }, { blockSize: 1, r: 1 }, { parallelization: 1, p: 1 }, { N: -1 }, { r: -1 }, { p: -1 },
  { N: 'a' }, { r: 'a' }, { p: 'a' }, { N: 16, maxmem: 'a' }, { maxmem: -1 }, { maxmem: 1.5 }, { N: 0 }, { r: 0 }, { p: 0 }, { N: 16, r: 8, p: 2 ** 27 }, { N: 2 ** 32 }, { cost: 16, blockSize: 1, parallelization: 2 }, { maxmem: 2 ** 53 }
]) {
  await attempt(`scryptSync ${JSON.stringify(options)}`, () => c.scryptSync('p', 's', 16, options))
  await told(`scrypt ${JSON.stringify(options)}`, (tell) => c.scrypt('p', 's', 16, options, tell))
}
for (const length of [0, -1, 1.5, 2 ** 31, 'a', undefined]) await attempt(`scrypt of ${length}`, () => c.scryptSync('p', 's', length))
await attempt('scrypt without callback', () => c.scrypt('p', 's', 1))
await attempt('scrypt of 5', () => c.scryptSync(5, 's', 1))
for (const args of [
  ['sha256', 'k', 's', 'i', 0], ['sha256', 'k', 's', 'i', 42], ['sha256', 'k', 's', 'i', 255 * 32], ['sha256', 'k', 's', 'i', 255 * 32 + 1], ['sha256', 'k', 's', 'i', -1], ['sha256', 'k', 's', 'i', 2 ** 31], ['foo', 'k', 's', 'i', 10],
  ['sha256', 5, 's', 'i', 10], ['sha256', 'k', 5, 'i', 10], ['sha256', 'k', 's', 5, 10], ['sha256', 'k', 's', Buffer.alloc(1025), 10], ['sha256', 'k', 's', 'i', 'a'], [5, 'k', 's', 'i', 10], ['sha256', '', '', '', 10], ['sha512', c.createSecretKey('x'), new Uint8Array(3), new ArrayBuffer(2), 10]
]) {
  await attempt(`hkdfSync ${args.map((each) => String(each).slice(0, 20))}`, () => c.hkdfSync(...args))
  await told(`hkdf ${args.map((each) => String(each).slice(0, 20))}`, (tell) => c.hkdf(...args, tell))
}

// -- random
for (const args of [[5, 5], [5, 4], [0], [-1], ['a'], [1.5], [0, 2 ** 48], [0, 2 ** 48 - 1], [-(2 ** 47), 2 ** 47 - 1], [Number.MAX_SAFE_INTEGER + 1], [0, 5, 5], [undefined, 5], [null, 5], [NaN]]) await attempt(`randomInt ${args}`, () => typeof c.randomInt(...args))
await told('randomInt later', (tell) => c.randomInt(3, 4, tell))
for (const view of [new Uint8Array(4), new Uint16Array(4), new Float64Array(2), new DataView(new ArrayBuffer(5)), new ArrayBuffer(7), new BigInt64Array(2), Buffer.alloc(3)]) {
  await attempt(`randomFillSync ${view.constructor.name}`, () => c.randomFillSync(view) === view)
  await attempt(`randomFillSync ${view.constructor.name} at 1`, () => c.randomFillSync(view, 1) === view)
  await told(`randomFill ${view.constructor.name}`, (tell) => c.randomFill(view, (/** @type {any} */ error, /** @type {any} */ out) => tell(error, out === view)))
}
for (const args of [['a'], [-1], [1.5], [NaN], [2 ** 31], [2 ** 31 - 1 + 1], [undefined], [null], [{}]]) await attempt(`randomBytes ${args}`, () => c.randomBytes(...args).length)
for (const args of [[new Uint8Array(4), 5], [new Uint8Array(4), -1], [new Uint8Array(4), 'a'], [new Uint8Array(4), 0, 5], [new Uint8Array(4), 2, 3], [new Uint8Array(4), 0, -1], [5], [new Uint8Array(4), NaN], [new Uint16Array(4), 4, 1]]) {
  await attempt(`randomFillSync wrong ${args}`, () => c.randomFillSync(...args) && 'filled')
  await attempt(`randomFill wrong ${args}`, () => c.randomFill(...args, () => {}))
}
await attempt('others', () => [c.prng === c.randomBytes, c.rng === c.randomBytes, c.pseudoRandomBytes === c.randomBytes, typeof c.prng, typeof c.rng, typeof c.pseudoRandomBytes, c.pseudoRandomBytes?.(3).length])
await attempt('uuid', () => /^[0-9a-f-]{36}$/.test(c.randomUUID({ disableEntropyCache: true })))
for (const options of [5, { disableEntropyCache: 5 }, null]) await attempt(`uuid ${JSON.stringify(options)}`, () => typeof c.randomUUID(options))
for (const args of [[data], [data, 'a'], ['a', data], [data, Buffer.alloc(3)], [data, new Uint8Array(data)], [new Uint16Array(2), new Uint32Array(1)], [new ArrayBuffer(2), new ArrayBuffer(2)]]) await attempt(`timingSafeEqual ${args.map((each) => each?.constructor?.name)}`, () => c.timingSafeEqual(...args))

// -- primes
for (const args of [[7n], [8n], [Buffer.from([7])], [new ArrayBuffer(1)], [5], ['a'], [7n, { checks: -1 }], [7n, { checks: 'a' }], [7n, { checks: 3 }], [7n, 5], [-1n], [0n], [2n], [2n ** 127n - 1n]]) {
  await attempt(`checkPrimeSync ${args.map(String)}`, () => c.checkPrimeSync(...args))
  await told(`checkPrime ${args.map(String)}`, (tell) => c.checkPrime(...args, tell))
}
for (const args of [[3], [32], [64, { safe: true }], [0], [-1], ['a'], [1.5], [32, 5], [32, { bigint: 5 }], [32, { safe: 5 }], [32, { add: 5 }], [32, { rem: 'a' }], [32, { add: 2n ** 40n }], [32, { add: 12n, rem: 13n }], [32, { add: 12n, rem: 11n, bigint: true }], [32, { add: -1n }], [32, { rem: -1n, add: 5n }], [1], [2 ** 31]]) {
  await attempt(`generatePrimeSync ${args.map((each) => JSON.stringify(each, (_, value) => typeof value === 'bigint' ? `${value}n` : value))}`, () => { const prime = c.generatePrimeSync(...args); return [typeof prime, c.checkPrimeSync(prime), prime.byteLength] })
}

// -- switches and lists
await attempt('fips', () => [c.getFips(), c.fips, typeof c.setFips])
await attempt('setFips false', () => c.setFips(false))
await attempt('secureHeapUsed', () => c.secureHeapUsed())
await attempt('setEngine', () => c.setEngine(5))
await attempt('setEngine foo', () => c.setEngine('foo', 'a'))
await attempt('constants', () => Object.entries(c.constants))
await attempt('hashes', () => c.getHashes().filter((/** @type {string} */ name) => !/sm3|md5-sha1/i.test(name)))
await attempt('curves', () => ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1', 'secp224r1', 'brainpoolP256r1', 'brainpoolP512r1'].filter((name) => !c.getCurves().includes(name)))
await attempt('info by number', () => [c.getCipherInfo(419), c.getCipherInfo(901), c.getCipherInfo(1), c.getCipherInfo('foo'), c.getCipherInfo('aes-128-cbc', { keyLength: 3 }), c.getCipherInfo('aes-128-gcm', { ivLength: 20 })])
await attempt('info of nothing', () => c.getCipherInfo())
await attempt('copies of lists', () => { c.getHashes().push('x'); c.getCiphers().push('x'); c.getCurves().push('x'); return [c.getHashes(), c.getCiphers(), c.getCurves()].map((list) => list.includes('x')) })

// -- signatures
const key = c.createPrivateKey(pairs.rsa.private)
for (const given of [{ key, padding: 'a' }, { key, padding: 6, saltLength: 'a' }, { key, padding: 6, saltLength: -3 }, { key, saltLength: 5 }, { key, dsaEncoding: 5 }, { key: pairs.rsa.private, padding: 3 }, { key, padding: null }]) {
  await attempt(`sign with ${JSON.stringify(given, (name, value) => name === 'key' ? undefined : value)}`, () => c.sign('sha256', data, given).length)
  await attempt(`createSign with ${JSON.stringify(given, (name, value) => name === 'key' ? undefined : value)}`, () => c.createSign('sha256').update(data).sign(given).length)
}
await told('Sign as a stream', (tell) => { const s = c.createSign('sha256'); s.on('finish', () => tell(s.sign(pairs.rsa.private, 'hex'))); s.write('a'); s.end('b') })
await told('Verify as a stream', (tell) => { const s = c.createVerify('sha256'); s.on('finish', () => tell(s.verify(pairs.rsa.public, c.sign('sha256', Buffer.from('ab'), key)))); s.write('a'); s.end('b') })
await attempt('createVerify without signature', () => c.createVerify('sha256').verify(pairs.rsa.public))
await attempt('called as functions', () => ['Hash', 'Hmac', 'Sign', 'Verify', 'Cipheriv', 'Decipheriv', 'ECDH', 'DiffieHellman', 'DiffieHellmanGroup', 'Certificate', 'KeyObject', 'X509Certificate'].map((name) => [name, typeof c[name], c[name].name]))
await attempt('instances', () => [c.createHash('sha1') instanceof c.Hash, c.Hash('sha1') instanceof c.Hash, c.createHmac('sha1', 'a') instanceof c.Hmac, c.createSign('sha1') instanceof c.Sign, c.createECDH('prime256v1') instanceof c.ECDH])
for (const padding of [1, 3, 4, 'a', null]) {
  await attempt(`publicEncrypt ${padding}`, () => c.privateDecrypt({ key, padding }, c.publicEncrypt({ key: pairs.rsa.public, padding }, Buffer.alloc(128, 1))).length)
  await attempt(`privateEncrypt ${padding}`, () => c.publicDecrypt({ key: pairs.rsa.public, padding }, c.privateEncrypt({ key, padding }, Buffer.alloc(128, 1))))
}
// -- Netscape's certificates
const SPKAC = [
  'MIIBPzCBqTCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAqmGAdmE0k/f+igOHWZ5B1iMPESW5OOOEdYFzEAP+S92qIo4I2bFIiViPCeHmyjG5wi4VkaHg',
  'O9Jv3xD4cJEnVWw4Rz2XrYJkqtpBULymQV3X0lgcy6rohCGwwAhAUl62qBzftMo2COtTELMFisffD9Dg3LalwD5b6nAl6Zy+QPUCAwEAARYFaGVsbG8wDQYJ',
  'KoZIhvcNAQEEBQADgYEAS5eha2NHXALqmO/QLFOaw2huu+oVUQ73rVEttikUI2RjprKMwEO6P/epB5DErbSlfIFSCT+eUeTuN6iUFGvKDVxHfWfL7swRhnmz',
  'BDc9is8Y4fTSPVGSNIIM9EHJG4SY+vVoQ8S6fNE9Z6J6CvnDy/6SwZn9iuZHLRFgCasq6rA='
].join('')
for (const [name, given] of [['none', ''], ['nonsense', 'aaaa'], ['whole', SPKAC], ['cut', SPKAC.slice(0, 60)], ['bytes', Buffer.from(SPKAC)], ['changed', SPKAC.slice(0, -8) + 'AAAA' + SPKAC.slice(-4)], ['with spaces', ` ${SPKAC}\n`]]) {
  for (const method of ['verifySpkac', 'exportPublicKey', 'exportChallenge']) {
    await attempt(`${method} of ${name}`, () => c.Certificate[method](given))
    await attempt(`new ${method} of ${name}`, () => new c.Certificate()[method](given))
  }
}
await attempt('Certificate as a function', () => c.Certificate() instanceof c.Certificate)
await attempt('verifySpkac 5', () => c.Certificate.verifySpkac(5))
await attempt('exportChallenge 5', () => c.Certificate.exportChallenge(5))
done()
