import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { inspect, promisify } from 'node:util'
import { pairs } from './pairs.js'
import { attempt, done, told } from './transcript.js'

/** @type {any} */
const c = crypto
const data = Buffer.from('some data to encrypt and to sign')
const key = Buffer.alloc(24, 7)
const iv = Buffer.alloc(16, 9)

/** @param {any} stream */
const read = async (stream) => { const parts = []; for await (const part of stream) parts.push(typeof part === 'string' ? Buffer.from(part) : part); return Buffer.concat(parts) }

// -- streams
await attempt('piped cipher', async () => {
  const out = await read(Readable.from([data, data]).pipe(c.createCipheriv('aes-192-cbc', key, iv)))
  return [out, await read(Readable.from([out]).pipe(c.createDecipheriv('aes-192-cbc', key, iv)))]
})
await attempt('piped hash', () => read(Readable.from([data]).pipe(c.createHash('sha256'))))
await attempt('piped hash as hex', async () => { const h = c.createHash('sha256'); h.setEncoding('hex'); return (await read(Readable.from([data]).pipe(h))).toString() })
await attempt('piped hmac', () => read(Readable.from([data]).pipe(c.createHmac('sha1', 'k'))))
await attempt('piped gcm', async () => {
  const cipher = c.createCipheriv('aes-192-gcm', key, iv)
  const out = await read(Readable.from([data]).pipe(cipher))
  const decipher = c.createDecipheriv('aes-192-gcm', key, iv).setAuthTag(cipher.getAuthTag())
  return [out, cipher.getAuthTag(), await read(Readable.from([out]).pipe(decipher))]
})
await attempt('piped gcm with a wrong tag', () => read(Readable.from([data]).pipe(c.createDecipheriv('aes-192-gcm', key, iv).setAuthTag(Buffer.alloc(16)))))
await attempt('piped des', async () => read(Readable.from([data.subarray(0, 5), data]).pipe(c.createCipheriv('des3', key, iv.subarray(8)))))
await attempt('piped wrap', async () => read(Readable.from([data]).pipe(c.createCipheriv('id-aes192-wrap', key, iv.subarray(8)))))
await told('cipher by events', (tell) => { const x = c.createCipheriv('aes-192-ctr', key, iv); let out = ''; x.setEncoding('hex'); x.on('data', (/** @type {string} */ part) => { out += part }); x.on('end', () => tell(out)); x.write('a'); x.end('b') })
await told('wrong end by events', (tell) => { const x = c.createDecipheriv('aes-192-cbc', key, iv); x.on('error', tell); x.end(Buffer.alloc(5)); x.resume() })

// -- promisified
for (const [name, args] of /** @type {[string, any[]][]} */ ([['pbkdf2', ['p', 's', 2, 8, 'sha1']], ['scrypt', ['p', 's', 8]], ['hkdf', ['sha1', 'k', 's', 'i', 8]], ['randomInt', [3, 4]], ['checkPrime', [7n]], ['sign', ['sha256', data, pairs.rsa.private]], ['verify', ['sha256', data, pairs.rsa.public, Buffer.alloc(3)]]])) {
  await attempt(`promised ${name}`, () => promisify(c[name])(...args))
}
await attempt('promised pair', async () => { const pair = await promisify(c.generateKeyPair)('ed25519'); return [Object.keys(pair), pair.publicKey.type] })
await attempt('promised key', async () => (await promisify(c.generateKey)('hmac', { length: 64 })).symmetricKeySize)
await attempt('promised bytes', async () => (await promisify(c.randomBytes)(5)).length)
await attempt('promised prime', async () => typeof await promisify(c.generatePrime)(32, { bigint: true }))

// -- keys of curves
await attempt('set public key', () => { const e = c.createECDH('secp256k1'); const o = c.createECDH('secp256k1'); o.setPrivateKey('11'.repeat(32), 'hex'); e.setPublicKey(o.getPublicKey()); return e.getPublicKey('hex', 'compressed') })
await attempt('set wrong public key', () => c.createECDH('secp256k1').setPublicKey('aa', 'hex'))
await attempt('set public key of 5', () => c.createECDH('secp256k1').setPublicKey(5))
await attempt('agree by a set public key', () => { const e = c.createECDH('secp256k1'); const o = c.createECDH('secp256k1'); o.setPrivateKey('11'.repeat(32), 'hex'); e.setPublicKey(o.getPublicKey()); return e.computeSecret(o.getPublicKey()) })
await attempt('set private key of 5', () => c.createECDH('secp256k1').setPrivateKey(5))
await attempt('set empty private key', () => c.createECDH('secp256k1').setPrivateKey(''))
await attempt('ecdh in encodings', () => { const e = c.createECDH('secp256k1'); e.setPrivateKey('22'.repeat(32), 'hex'); return [e.getPublicKey('latin1').length, e.getPublicKey('buffer'), e.getPrivateKey('base64url')] })
for (const args of [['foo'], ['aa', 'secp256k1', 'hex'], [5, 'secp256k1'], ['02' + '11'.repeat(32), 'secp256k1', 'hex', 'hex', 'foo'], ['02' + '11'.repeat(32), 'foo', 'hex']]) await attempt(`convert ${args}`, () => c.ECDH.convertKey(...args))
for (const curve of ['prime192v1', 'secp224r1', 'brainpoolP256r1', 'brainpoolP384r1', 'P-192', 'P-224']) {
  await attempt(`pair of ${curve}`, () => {
    const { publicKey, privateKey } = c.generateKeyPairSync('ec', { namedCurve: curve })
    return [publicKey.asymmetricKeyDetails, c.verify('sha256', data, publicKey, c.sign('sha256', data, privateKey))]
  })
  await attempt(`jwk of ${curve}`, () => c.generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ format: 'jwk' }))
}
await attempt('P-192 as a curve of ECDH', () => c.createECDH('P-192').generateKeys().length)

// -- objects as Node shows and compares them
await attempt('shown keys', () => [inspect(c.createSecretKey('a')), inspect(c.createPublicKey(pairs.rsa.public)), String(c.createSecretKey('a')), JSON.stringify(c.createSecretKey('a'))])
await attempt('classes', () => { const k = c.createPublicKey(pairs.rsa.public); return [k.constructor.name, Object.getPrototypeOf(k.constructor).name, k instanceof c.KeyObject] })
await attempt('details cannot be changed', () => { const k = c.createPublicKey(pairs.rsa.public); return [k.asymmetricKeyDetails === k.asymmetricKeyDetails, Object.keys(k)] })
await attempt('public from private object', () => [c.createPublicKey(c.createPrivateKey(pairs.rsa.private)).type, c.createPublicKey({ key: c.createPrivateKey(pairs.rsa.private) }).type])
await attempt('private from object', () => c.createPrivateKey({ key: c.createPrivateKey(pairs.rsa.private) }))
for (const given of [{}, { key: 5 }, { key: pairs.rsa.private, format: 'foo' }, { key: pairs.rsa.private, format: 'der' }, { key: Buffer.alloc(5), format: 'der', type: 'foo' }, { key: Buffer.alloc(5), format: 'der', type: 'pkcs8' }, { key: Buffer.alloc(5), format: 'der', type: 'spki' }, { key: 'nonsense' }, { key: pairs.rsa.private, encoding: 'foo' }, { key: pairs.rsa.private.slice(0, 200) }, 5, undefined, '', [], true]) {
  const shown = JSON.stringify(given)?.slice(0, 60)
  await attempt(`private of ${shown}`, () => c.createPrivateKey(given).type)
  await attempt(`public of ${shown}`, () => c.createPublicKey(given).type)
}
for (const jwk of [{}, { kty: 'oct', k: 'AA' }, { kty: 'RSA', n: 'AQAB' }, { kty: 'RSA', n: 5, e: 'AQAB' }, { kty: 'EC', crv: 'P-256' }, { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, { kty: 'OKP', crv: 'Ed25519' }, { kty: 'OKP', crv: 'foo', x: 'AA' }, { kty: 'OKP', crv: 'X25519', x: 'AA' }, null, 5, 'a']) {
  await attempt(`jwk public ${JSON.stringify(jwk)}`, () => c.createPublicKey({ key: jwk, format: 'jwk' }).type)
  await attempt(`jwk private ${JSON.stringify(jwk)}`, () => c.createPrivateKey({ key: jwk, format: 'jwk' }).type)
}
for (const options of [undefined, null, 5, {}, { format: 'foo' }, { format: 'pem' }, { format: 'pem', type: 'foo' }, { format: 'der', type: 'spki', cipher: 'a' }, { format: 'jwk', type: 'x' }]) {
  await attempt(`export public ${JSON.stringify(options)}`, () => c.createPublicKey(pairs.rsa.public).export(options))
  await attempt(`export secret ${JSON.stringify(options)}`, () => c.createSecretKey('abc').export(options))
}
for (const args of [['aes'], ['aes', {}], ['aes', { length: 5 }], ['aes', { length: 128 }], ['hmac', { length: 7 }], ['hmac', { length: 9 }], ['hmac', { length: 2 ** 31 }], ['foo', { length: 5 }], [5], ['hmac', null], ['aes', { length: '128' }]]) {
  await attempt(`generateKeySync ${JSON.stringify(args)}`, () => c.generateKeySync(...args).symmetricKeySize)
  await attempt(`generateKey ${JSON.stringify(args)}`, () => c.generateKey(...args, () => {}))
}
await attempt('generateKey without callback', () => c.generateKey('aes', { length: 128 }))

// -- signatures
for (const [name, pair] of Object.entries(pairs)) {
  if (/other|sealed|encrypted/.test(name) || /ENCRYPTED/.test(pair.private)) continue
  await attempt(`one shot by ${name}`, () => { const signature = c.sign(null, data, pair.private); return [c.verify(null, data, pair.public, signature), c.verify(null, Buffer.from('x'), pair.public, signature)] })
  await attempt(`encodings by ${name}`, () => { const signature = c.createSign('sha384').update(data).sign(pair.private, 'base64'); return [typeof signature, c.createVerify('sha384').update(data).verify(pair.public, signature, 'base64'), c.createVerify('sha384').update('x').verify(pair.public, signature, 'base64')] })
}
await attempt('certificates as keys', () => typeof c.createVerify)
for (const args of [[], ['sha256'], [null], [5], ['foo']]) await attempt(`createSign ${args}`, () => c.createSign(...args).constructor.name)
await attempt('sign nothing', () => c.createSign('sha256').sign())
await attempt('sign null', () => c.createSign('sha256').sign(null))
await attempt('sign into foo', () => typeof c.createSign('sha256').update(data).sign(pairs.rsa.private, 'foo'))
await attempt('update in hex', () => c.createSign('sha256').update('6162', 'hex').sign(pairs.ed25519.private))
await told('verified by callback with a wrong digest', (tell) => c.verify('foo', data, pairs.rsa.public, data, tell))

// -- Diffie and Hellman
await attempt('a group', () => { const d = c.createDiffieHellmanGroup('modp5'); d.generateKeys(); return [d.verifyError, d.getPrime('hex').length, d.getGenerator('hex'), typeof d.setPublicKey, d.constructor.name] })
await attempt('a group of 5', () => c.getDiffieHellman(5))
await attempt('a group of foo', () => c.getDiffieHellman('foo'))
for (const args of [[], [5], [Buffer.alloc(5)], ['aa', 'hex', 'foo'], [13, 'hex', 2], [null], ['abc', 'hex'], [{}]]) await attempt(`createDiffieHellman ${args.map(String)}`, () => c.createDiffieHellman(...args).verifyError)
await attempt('objects of x448', () => { const [a, b] = [c.generateKeyPairSync('x448'), c.generateKeyPairSync('x448')]; return c.diffieHellman({ privateKey: a.privateKey, publicKey: b.publicKey }).equals(c.diffieHellman({ privateKey: b.privateKey, publicKey: a.publicKey })) })
for (const options of [undefined, null, {}, { privateKey: 5, publicKey: 5 }, { privateKey: c.createSecretKey('a'), publicKey: c.createSecretKey('a') }]) await attempt(`diffieHellman ${options && Object.keys(options)} ${options?.privateKey}`, () => c.diffieHellman(options))

// -- ciphers
await attempt('encodings of ciphers', () => { const x = c.createCipheriv('aes-192-cbc', key, iv); return [x.update('text', 'utf8', 'base64'), x.update('ff00', 'hex', 'base64'), x.final('base64')] })
await attempt('texts as keys', () => c.createCipheriv('aes-192-cbc', 'k'.repeat(24), 'i'.repeat(16)).final('hex'))
await attempt('an object as key', () => c.createCipheriv('aes-192-cbc', c.createSecretKey(key), iv).final('hex'))
await attempt('a public key as key', () => c.createCipheriv('aes-192-cbc', c.createPublicKey(pairs.rsa.public), iv))
await attempt('key of 5', () => c.createCipheriv('aes-192-cbc', 5, iv))
await attempt('update after final', () => { const x = c.createCipheriv('aes-192-cbc', key, iv); x.final(); x.update('a') })
await attempt('padding after final', () => { const x = c.createCipheriv('aes-192-cbc', key, iv); x.final(); x.setAutoPadding(false) })
await attempt('options of 5', () => c.createCipheriv('aes-192-gcm', key, iv, 5).final().length)
await attempt('tag lengths of gcm', () => [4, 8, 12, 13, 16].map((authTagLength) => { const x = c.createCipheriv('aes-192-gcm', key, iv, { authTagLength }); x.final(); return x.getAuthTag().length }))
await attempt('tag length 5 of gcm', () => c.createCipheriv('aes-192-gcm', key, iv, { authTagLength: 5 }))
await attempt('tag of another length', () => c.createDecipheriv('aes-192-gcm', key, iv, { authTagLength: 8 }).setAuthTag(Buffer.alloc(16)))
await attempt('tag as hex', () => { const x = c.createCipheriv('aes-192-gcm', key, iv); const out = x.update('a', 'utf8', 'hex') + x.final('hex'); const d = c.createDecipheriv('aes-192-gcm', key, iv).setAuthTag(x.getAuthTag().toString('hex'), 'hex'); return d.update(out, 'hex', 'utf8') + d.final('utf8') })
await attempt('through', () => read(Readable.from([data]).pipe(c.createCipheriv('aes-192-ofb', key, iv)).pipe(new PassThrough())))
done()
