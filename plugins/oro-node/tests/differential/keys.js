import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { pairs } from './pairs.js'
import { attempt, done, told } from './transcript.js'

/** @type {any} */
const c = crypto
const rsa = pairs.rsa
const EC = ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1']

/** @param {any} key */
const facts = (key) => [key.type, key.asymmetricKeyType, Object.entries(key.asymmetricKeyDetails ?? {}).map(([name, value]) => `${name} ${value}`), key.symmetricKeySize, Object.prototype.toString.call(key)]

for (const [name, pair] of Object.entries(pairs)) {
  const passphrase = 'secret'
  const given = /ENCRYPTED/.test(pair.private) ? { key: pair.private, passphrase } : pair.private
  await attempt(`facts of ${name}`, () => [facts(c.createPrivateKey(given)), facts(c.createPublicKey(pair.public)), facts(c.createPublicKey(given))])
  await attempt(`same ${name}`, () => [c.createPrivateKey(given).equals(c.createPrivateKey(given)), c.createPublicKey(given).equals(c.createPublicKey(pair.public)), c.createPublicKey(given).equals(c.createPrivateKey(given))])
  for (const format of ['pem', 'der', 'jwk']) {
    for (const type of ['pkcs8', 'pkcs1', 'sec1', 'spki']) {
      await attempt(`${name} as private ${format} ${type}`, () => c.createPrivateKey(given).export({ format, type }))
      await attempt(`${name} as public ${format} ${type}`, () => c.createPublicKey(pair.public).export({ format, type }))
    }
    await attempt(`${name} from ${format}`, () => {
      const type = 'pkcs8'
      const key = c.createPrivateKey(given).export({ format, type })
      const again = c.createPrivateKey({ key, format, type })
      const shown = c.createPublicKey(again).export({ format, type: 'spki' })
      return [again.equals(c.createPrivateKey(given)), c.createPublicKey({ key: shown, format, type: 'spki' }).equals(c.createPublicKey(pair.public))]
    })
  }
  await attempt(`${name} encrypted`, () => {
    const key = c.createPrivateKey(given).export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'other' })
    return c.createPrivateKey({ key, format: 'der', type: 'pkcs8', passphrase: Buffer.from('other') }).equals(c.createPrivateKey(given))
  })
}

const data = Buffer.from('what is signed')
for (const digest of ['sha1', 'sha256', 'RSA-SHA512', 'sha3-256', 'md5', 'sha512-256']) {
  await attempt(`rsa ${digest}`, () => c.sign(digest, data, rsa.private))
  await attempt(`rsa ${digest}, written`, () => c.createSign(digest).update('what ').update('is signed').sign(rsa.private, 'hex'))
  for (const saltLength of [undefined, -1, -2, 0, 20]) {
    await attempt(`pss ${digest} ${saltLength}`, () => {
      const options = { padding: c.constants.RSA_PKCS1_PSS_PADDING, saltLength }
      const signature = c.sign(digest, data, { key: rsa.private, ...options })
      return [signature.length, c.verify(digest, data, { key: rsa.public, ...options }, signature), c.verify('sha384', data, { key: rsa.public, ...options }, signature)]
    })
  }
}
for (const dsaEncoding of ['der', 'ieee-p1363']) {
  for (const digest of ['sha1', 'sha256', 'sha512', 'md5', null]) {
    await attempt(`dsa ${dsaEncoding} ${digest}`, () => {
      const signature = c.sign(digest, data, { key: pairs.dsa.private, dsaEncoding })
      const given = { key: pairs.dsa.public, dsaEncoding }
      return [dsaEncoding === 'der' || signature.length, c.verify(digest, data, given, signature), c.verify(digest, Buffer.from('other'), given, signature), c.verify(digest, data, given, signature.subarray(1))]
    })
  }
}
await attempt('dsa encrypts', () => c.publicEncrypt(pairs.dsa.public, data))
await attempt('dsa agrees', () => c.diffieHellman({ privateKey: c.createPrivateKey(pairs.dsa.private), publicKey: c.createPublicKey(pairs.dsa.public) }))
for (const options of [undefined, {}, { modulusLength: 'a' }, { modulusLength: 1024, divisorLength: 'a' }, { modulusLength: 1024, divisorLength: -1 }, { modulusLength: 1024, divisorLength: 1.5 }]) {
  await attempt(`dsa of ${Object.values(options ?? {}).join()}`, () => c.generateKeyPairSync('dsa', options))
}
await attempt('dsa', () => {
  const made = c.generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })
  return [facts(made.privateKey), facts(made.publicKey), c.verify('sha256', data, made.publicKey, c.sign('sha256', data, made.privateKey))]
})
for (const curve of EC) {
  for (const dsaEncoding of ['der', 'ieee-p1363']) {
    await attempt(`${curve} ${dsaEncoding}`, () => {
      const signature = c.sign('sha256', data, { key: pairs[curve].private, dsaEncoding })
      const other = c.createSign('sha512').update(data).sign({ key: pairs[curve].private, dsaEncoding })
      return [
        dsaEncoding === 'der' || signature.length,
        c.verify('sha256', data, { key: pairs[curve].public, dsaEncoding }, signature),
        c.verify('sha256', Buffer.from('other'), { key: pairs[curve].public, dsaEncoding }, signature),
        c.verify('sha256', data, { key: pairs[curve].public, dsaEncoding }, signature.subarray(1)),
        c.createVerify('sha512').update(data).verify({ key: c.createPublicKey(pairs[curve].public), dsaEncoding }, other.toString('hex'), 'hex')
      ]
    })
  }
}
for (const kind of ['ed25519', 'ed448']) {
  await attempt(kind, () => {
    const signature = c.sign(null, data, pairs[kind].private)
    return [signature, c.verify(undefined, data, c.createPublicKey(pairs[kind].public), signature), c.verify(null, Buffer.from('x'), pairs[kind].public, signature)]
  })
  await attempt(`${kind} with a digest`, () => c.sign('sha256', data, pairs[kind].private))
  await attempt(`${kind} written`, () => c.createSign('sha256').update('a').sign(pairs[kind].private))
}
await attempt('the digest of the key', () => c.sign(null, data, rsa.private))
await told('signed later', (tell) => c.sign('sha256', data, rsa.private, tell))
await told('verified later', (tell) => c.verify('sha256', data, rsa.public, c.sign('sha256', data, rsa.private), tell))
await told('verified wrong later', (tell) => c.verify('sha256', data, rsa.public, Buffer.alloc(3), tell))

await attempt('oaep', () => c.privateDecrypt(rsa.private, c.publicEncrypt(rsa.public, data)))
await attempt('oaep with the private key', () => c.privateDecrypt(rsa.private, c.publicEncrypt(rsa.private, 'text')))
await attempt('oaep sha256', () => {
  const options = { oaepHash: 'sha256', oaepLabel: Buffer.from('label') }
  return c.privateDecrypt({ key: rsa.private, ...options }, c.publicEncrypt({ key: rsa.public, ...options }, data))
})
await attempt('oaep with another label', () => c.privateDecrypt(rsa.private, c.publicEncrypt({ key: rsa.public, oaepLabel: 'x' }, data)))
await attempt('pkcs1 encrypted', () => c.publicEncrypt({ key: rsa.public, padding: 1 }, data).length)
await attempt('sealed', () => [c.privateEncrypt(rsa.private, data), c.publicDecrypt(rsa.public, c.privateEncrypt(rsa.private, data))])

await attempt('agreed x25519', () => c.diffieHellman({ privateKey: c.createPrivateKey(pairs.x25519.private), publicKey: c.createPublicKey(pairs.otherx.public) }))
await attempt('agreed ec', () => c.diffieHellman({ privateKey: c.createPrivateKey(pairs.prime256v1.private), publicKey: c.createPublicKey(pairs.other256.public) }))
for (const curve of EC) {
  await attempt(`ecdh ${curve}`, () => {
    const one = c.createECDH(curve)
    one.setPrivateKey('11'.repeat(28), 'hex')
    const two = c.createECDH(curve)
    two.setPrivateKey(Buffer.alloc(28, 0x22))
    const forms = ['compressed', 'uncompressed', 'hybrid', undefined].map((form) => one.getPublicKey('hex', form))
    const secrets = forms.map((form) => two.computeSecret(form, 'hex', 'base64'))
    const converted = forms.flatMap((point) => ['compressed', 'uncompressed', 'hybrid'].map((form) => c.ECDH.convertKey(point, curve, 'hex', 'hex', form)))
    return [forms, secrets, converted, one.getPrivateKey('hex'), one.computeSecret(two.getPublicKey())]
  })
  await attempt(`ecdh ${curve}, made`, () => {
    const [one, two] = [c.createECDH(curve), c.createECDH(curve)]
    const [a, b] = [one.generateKeys(), two.generateKeys('base64', 'compressed')]
    return [one.computeSecret(b, 'base64').equals(two.computeSecret(a)), a.length, Buffer.from(b, 'base64').length]
  })
}
const made = /** @type {[string, any][]} */ ([
  ['rsa', { modulusLength: 1024 }], ['rsa', { modulusLength: 1024, publicExponent: 3 }], ['ec', { namedCurve: 'P-256' }], ['ec', { namedCurve: 'secp256k1' }],
  ['ed25519', undefined], ['ed448', {}], ['x25519', undefined], ['x448', undefined]
])
for (const [type, options] of made) {
  await attempt(`made ${type}`, () => {
    const { publicKey, privateKey } = c.generateKeyPairSync(type, options)
    return [facts(publicKey), facts(privateKey), c.createPublicKey(privateKey).equals(publicKey)]
  })
  await told(`made ${type}, later`, (tell) => c.generateKeyPair(type, options, (/** @type {any[]} */ ...[error, publicKey, privateKey]) => tell(error, facts(publicKey), facts(privateKey))))
  await attempt(`made ${type} and written`, () => {
    const { publicKey, privateKey } = c.generateKeyPairSync(type, { ...options, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } })
    return [publicKey.split('\n')[0], Buffer.isBuffer(privateKey), c.createPublicKey({ key: privateKey, format: 'der', type: 'pkcs8' }).export({ type: 'spki', format: 'pem' }) === publicKey]
  })
}
await attempt('secret', () => {
  const key = c.createSecretKey('6162', 'hex')
  return [facts(key), key.export(), key.export({ format: 'jwk' }), key.equals(c.createSecretKey(Buffer.from('ab'))), key.equals(c.createSecretKey('x')), c.createHmac('sha1', key).digest('hex')]
})

const key = c.createPrivateKey(rsa.private)
const pub = c.createPublicKey(rsa.public)
const refusals = /** @type {[string, () => any][]} */ ([
  ['no PEM', () => c.createPrivateKey('foo')],
  ['public as private', () => c.createPrivateKey(rsa.public)],
  ['encrypted', () => c.createPrivateKey(pairs.encrypted.private)],
  ['wrong passphrase', () => c.createPrivateKey({ key: pairs.encrypted.private, passphrase: 'y' })],
  ['5', () => c.createPrivateKey(5)],
  ['nothing', () => c.createPrivateKey()],
  ['format foo', () => c.createPrivateKey({ key: rsa.private, format: 'foo' })],
  ['der without type', () => c.createPrivateKey({ key: rsa.private, format: 'der' })],
  ['der of no type', () => c.createPrivateKey({ key: Buffer.alloc(4), format: 'der', type: 'foo' })],
  ['der of nothing', () => c.createPrivateKey({ key: Buffer.alloc(4), format: 'der', type: 'pkcs8' })],
  ['no public PEM', () => c.createPublicKey('foo')],
  ['public der of nothing', () => c.createPublicKey({ key: Buffer.alloc(4), format: 'der', type: 'spki' })],
  ['public of public', () => c.createPublicKey(pub)],
  ['private of private', () => c.createPrivateKey(key)],
  ['secret 5', () => c.createSecretKey(5)],
  ['export', () => key.export()],
  ['export without type', () => key.export({ format: 'pem' })],
  ['export as foo', () => key.export({ format: 'foo', type: 'pkcs8' })],
  ['export as spki', () => key.export({ format: 'pem', type: 'spki' })],
  ['export as sec1', () => key.export({ format: 'pem', type: 'sec1' })],
  ['export without passphrase', () => key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc' })],
  ['export with no cipher', () => key.export({ format: 'pem', type: 'pkcs8', passphrase: 'a' })],
  ['export with cipher foo', () => key.export({ format: 'pem', type: 'pkcs8', cipher: 'foo', passphrase: 'a' })],
  ['export pkcs1 der encrypted', () => key.export({ format: 'der', type: 'pkcs1', cipher: 'aes-256-cbc', passphrase: 'a' })],
  ['export public as pkcs8', () => pub.export({ format: 'pem', type: 'pkcs8' })],
  ['export secret as pem', () => c.createSecretKey('a').export({ format: 'pem' })],
  ['sign with public', () => c.sign('sha256', data, pub)],
  ['sign with public PEM', () => c.sign('sha256', data, rsa.public)],
  ['sign with foo', () => c.sign('foo', data, key)],
  ['sign without key', () => c.sign('sha256', data)],
  ['sign with 5', () => c.sign('sha256', data, 5)],
  ['sign 5', () => c.sign('sha256', 5, key)],
  ['sign by x25519', () => c.sign('sha256', data, pairs.x25519.private)],
  ['sign with salt 200', () => c.sign('sha512', data, { key, padding: 6, saltLength: 200 })],
  ['sign with padding 99', () => c.sign('sha512', data, { key, padding: 99 })],
  ['sign with dsaEncoding x', () => c.sign('sha512', data, { key, dsaEncoding: 'x' })],
  ['verify a text', () => c.verify('sha256', data, pub, 'a')],
  ['createSign foo', () => c.createSign('foo')],
  ['createSign 5', () => c.createSign(5)],
  ['createSign without key', () => c.createSign('sha256').update('a').sign()],
  ['sign twice', () => { const s = c.createSign('sha256'); s.update('a').sign(key); s.sign(key) }],
  ['update after', () => { const s = c.createSign('sha256'); s.update('a').sign(key); s.update('b') }],
  ['createVerify foo', () => c.createVerify('foo')],
  ['encrypt too much', () => c.publicEncrypt(pub, Buffer.alloc(500))],
  ['encrypt 5', () => c.publicEncrypt(pub, 5)],
  ['encrypt with hash foo', () => c.publicEncrypt({ key: pub, oaepHash: 'foo' }, data)],
  ['encrypt with padding 77', () => c.publicEncrypt({ key: pub, padding: 77 }, data)],
  ['decrypt too much', () => c.privateDecrypt(key, Buffer.alloc(500))],
  ['decrypt nonsense', () => c.privateDecrypt(key, Buffer.alloc(128, 1))],
  ['open nonsense', () => c.publicDecrypt(pub, Buffer.alloc(128, 1))],
  ['seal too much', () => c.privateEncrypt(key, Buffer.alloc(500))],
  ['make foo', () => c.generateKeyPairSync('foo')],
  ['make rsa of nothing', () => c.generateKeyPairSync('rsa')],
  ['make rsa of no length', () => c.generateKeyPairSync('rsa', {})],
  ['make rsa of -1', () => c.generateKeyPairSync('rsa', { modulusLength: -1 })],
  ['make ec of foo', () => c.generateKeyPairSync('ec', { namedCurve: 'foo' })],
  ['make ec of nothing', () => c.generateKeyPairSync('ec', {})],
  ['make ec as pkcs1', () => c.generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'pkcs1', format: 'pem' } })],
  ['make without callback', () => c.generateKeyPair('ed25519', {})],
  ['ecdh foo', () => c.createECDH('foo')],
  ['ecdh 5', () => c.createECDH(5)],
  ['ecdh without keys', () => c.createECDH('prime256v1').getPublicKey()],
  ['ecdh without private key', () => c.createECDH('prime256v1').getPrivateKey()],
  ['ecdh secret without keys', () => c.createECDH('prime256v1').computeSecret(Buffer.alloc(3))],
  ['ecdh with no point', () => { const e = c.createECDH('prime256v1'); e.generateKeys(); e.computeSecret(Buffer.alloc(65, 4)) }],
  ['ecdh with private key 0', () => c.createECDH('prime256v1').setPrivateKey(Buffer.alloc(32))],
  ['ecdh format foo', () => c.createECDH('prime256v1').generateKeys('hex', 'foo')],
  ['convert nonsense', () => c.ECDH.convertKey('foo', 'prime256v1')],
  ['agree with rsa', () => c.diffieHellman({ privateKey: key, publicKey: pub })],
  ['agree of nothing', () => c.diffieHellman({})],
  ['agree with another kind', () => c.diffieHellman({ privateKey: c.createPrivateKey(pairs.x25519.private), publicKey: c.createPublicKey(pairs.prime256v1.public) })],
  ['jwk foo', () => c.createPrivateKey({ key: { kty: 'foo' }, format: 'jwk' })],
  ['jwk without n', () => c.createPublicKey({ key: { kty: 'RSA' }, format: 'jwk' })],
  ['jwk of no curve', () => c.createPrivateKey({ key: { kty: 'EC', crv: 'foo', x: 'a', y: 'b', d: 'c' }, format: 'jwk' })],
  ['jwk of no point', () => c.createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'c' }, format: 'jwk' })],
  ['jwk of no OKP', () => c.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: 'a' }, format: 'jwk' })],
  ['equals 5', () => key.equals(5)],
  ['hmac with private', () => c.createHmac('sha256', key)],
  ['KeyObject foo', () => new c.KeyObject('foo')],
  ['KeyObject 5', () => new c.KeyObject('secret', 5)]
])
for (const [what, act] of refusals) await attempt(what, act)
done()
