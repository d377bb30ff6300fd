import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { encrypted } from './encrypted.js'
import { pairs } from './pairs.js'
import { attempt, done, told } from './transcript.js'

/** @type {any} */
const c = crypto
const data = Buffer.from('what is signed')

/** @param {any} key */
const facts = (key) => [key.type, key.asymmetricKeyType, Object.entries(key.asymmetricKeyDetails ?? {}).map(([name, value]) => `${name} ${value}`)]

// -- rsa-pss
const PSS = /** @type {[string, any][]} */ ([
  ['free', { modulusLength: 1024 }],
  ['sha256', { modulusLength: 1024, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 16 }],
  ['sha1', { modulusLength: 1024, hashAlgorithm: 'sha1' }],
  ['mixed', { modulusLength: 1024, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha1', saltLength: 8 }],
  ['exponent', { modulusLength: 1024, publicExponent: 3, saltLength: 10 }]
])
for (const [name, options] of PSS) {
  await attempt(`rsa-pss ${name}`, () => {
    const { publicKey, privateKey } = c.generateKeyPairSync('rsa-pss', options)
    const again = c.createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const other = c.createPublicKey(publicKey.export({ format: 'der', type: 'spki' }).toString('base64') && { key: publicKey.export({ format: 'der', type: 'spki' }), format: 'der', type: 'spki' })
    return [facts(publicKey), facts(privateKey), facts(again), facts(other), again.equals(privateKey), other.equals(publicKey), facts(c.createPublicKey(again))]
  })
  const made = (() => { try { return c.generateKeyPairSync('rsa-pss', options) } catch { return {} } })()
  for (const digest of ['sha1', 'sha256', 'sha512', null]) {
    await attempt(`rsa-pss ${name} signs ${digest}`, () => {
      const signature = c.sign(digest, data, made.privateKey)
      return [signature.length, c.verify(digest, data, made.publicKey, signature), c.verify(digest, Buffer.from('x'), made.publicKey, signature)]
    })
    for (const saltLength of [-1, -2, 4, 20]) {
      await attempt(`rsa-pss ${name} signs ${digest} with salt ${saltLength}`, () => {
        const signature = c.sign(digest, data, { key: made.privateKey, saltLength })
        return [signature.length, c.verify(digest, data, { key: made.publicKey, saltLength }, signature), c.verify(digest, data, made.publicKey, signature)]
      })
    }
  }
  await attempt(`rsa-pss ${name} with pkcs1 padding`, () => c.sign('sha256', data, { key: made.privateKey, padding: 1 }).length)
  await attempt(`rsa-pss ${name} createSign`, () => c.createVerify('sha256').update(data).verify(made.publicKey, c.createSign('sha256').update(data).sign(made.privateKey)))
  await attempt(`rsa-pss ${name} encrypts`, () => c.publicEncrypt(made.publicKey, data).length)
  await attempt(`rsa-pss ${name} as jwk`, () => made.publicKey.export({ format: 'jwk' }))
  await attempt(`rsa-pss ${name} as pkcs1`, () => made.publicKey.export({ format: 'pem', type: 'pkcs1' }))
}
for (const options of [undefined, {}, { modulusLength: 512, hashAlgorithm: 5 }, { modulusLength: 512, hashAlgorithm: 'foo' }, { modulusLength: 512, mgf1HashAlgorithm: 'foo' }, { modulusLength: 512, mgf1HashAlgorithm: 5 }, { modulusLength: 512, saltLength: -1 }, { modulusLength: 512, saltLength: 'a' }, { modulusLength: 512, publicExponent: 'a' }]) {
  await attempt(`rsa-pss of ${JSON.stringify(options)}`, () => c.generateKeyPairSync('rsa-pss', options))
}

for (const pem of [
`-----BEGIN CERTIFICATE-----
MIICljCCAcugAwIBAgIUT4TqaQZFJIc05U7VGNUQ/TXLT7QwQQYJKoZIhvcNAQEK
MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
AKIDAgEgMA4xDDAKBgNVBAMMA3BzczAgFw0yNjExMjMwMjM3MTNaGA8yMTI1MDYx
NzAyMzcxM1owDjEMMAoGA1UEAwwDcHNzMIHTMEEGCSqGSIb3DQEBCjA0oA8wDQYJ
YIZIAWUDBAIBBQChHDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAIBBQCiAwIBIAOB
jQAwgYkCgYEAsH/jZwDuicDxgU8/YMyWaBGy6qX+C1NWNH3L/uHVVl1YIow3c4zH
S8jnWxDszDR6qA1DVOtrzmckTWkjOq+iN3AmQNZgf+Q1OEhuGmD9jemIm+tRhKXY
u1T5jvHStx2Pd+1o0tUevF7Fyz6o8nifsPTdC7OPBbQiDYmsN7rbxS0CAwEAAaNT
MFEwHQYDVR0OBBYEFHI9vwb7ga57z0mfaP6LJAWrFDtlMB8GA1UdIwQYMBaAFHI9
vwb7ga57z0mfaP6LJAWrFDtlMA8GA1UdEwEB/wQFMAMBAf8wQQYJKoZIhvcNAQEK
MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
AKIDAgEgA4GBAB3ZugVf/X4avC/YEaWYzGGT5c6EcUZtuay0v9gHDkEDfM7gxyXB
k6Dcx4PA3FoEzfVNSFuaHAnpyxwrcPZJ7cK5ZU4BwnW7TxJu8zN/xkR//5gqDzcO
KKCQearn+uR7yhifl3bn95apiDayaH6znA2sG3bKkXeWQUNOivL2I0A+
-----END CERTIFICATE-----
`,
`-----BEGIN CERTIFICATE-----
MIICaDCCAZ2gAwIBAgIUN0Ftivk3Dlh2Q5etSQgQk22yOQcwQQYJKoZIhvcNAQEK
MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
AKIDAgFeMBExDzANBgNVBAMMBnNpZ25lZDAgFw0yNjExMjMwMjM3MTNaGA8yMTI1
MDYxNzAyMzcxM1owETEPMA0GA1UEAwwGc2lnbmVkMIGfMA0GCSqGSIb3DQEBAQUA
A4GNADCBiQKBgQCqYYB2YTST9/6KA4dZnkHWIw8RJbk444R1gXMQA/5L3aoijgjZ
sUiJWI8J4ebKMbnCLhWRoeA70m/fEPhwkSdVbDhHPZetgmSq2kFQvKZBXdfSWBzL
quiEIbDACEBSXraoHN+0yjYI61MQswWKx98P0ODctqXAPlvqcCXpnL5A9QIDAQAB
o1MwUTAdBgNVHQ4EFgQUzo1ClnLudNdsrlSbZ7H848ApCd0wHwYDVR0jBBgwFoAU
zo1ClnLudNdsrlSbZ7H848ApCd0wDwYDVR0TAQH/BAUwAwEB/zBBBgkqhkiG9w0B
AQowNKAPMA0GCWCGSAFlAwQCAQUAoRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQC
AQUAogMCAV4DgYEAO+hzubHRmRZBKgvqfSCb4/+vXK5pbAJfd/K8V+ZaMAvtsRml
0+8tbFtyWO8+Gvqd21xVQZoBvXBH9Ybx07gU1K5T7AEFP3+dZScWUM494aMijvim
8j9jnoZ6hNMunxbEQiQ0yQ1MU54bc9/7RNKRrxv9amKKRCfVJwcOAks4YyE=
-----END CERTIFICATE-----
`
]) {
  await attempt('a certificate with pss', () => {
    const certificate = new c.X509Certificate(pem)
    return [certificate.subject, facts(certificate.publicKey), facts(c.createPublicKey(pem)), certificate.verify(certificate.publicKey), certificate.checkIssued(certificate), Object.keys(certificate.toLegacyObject())]
  })
}

// -- dh
const GROUPS = ['modp5', 'modp14', 'modp2', 'modp1']
for (const group of GROUPS) {
  await attempt(`dh ${group}`, () => {
    const [one, two] = [c.generateKeyPairSync('dh', { group }), c.generateKeyPairSync('dh', { group })]
    const a = c.diffieHellman({ privateKey: one.privateKey, publicKey: two.publicKey })
    const b = c.diffieHellman({ privateKey: two.privateKey, publicKey: one.publicKey })
    const again = c.createPrivateKey(one.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const other = c.createPublicKey(one.publicKey.export({ format: 'pem', type: 'spki' }))
    return [a.equals(b), a.length, facts(one.publicKey), facts(one.privateKey), facts(again), again.equals(one.privateKey), other.equals(one.publicKey), c.createPublicKey(again).equals(other), one.publicKey.export({ format: 'der', type: 'spki' }).subarray(10, 40)]
  })
}
await attempt('dh of a prime', () => {
  const prime = c.getDiffieHellman('modp2').getPrime()
  const { publicKey, privateKey } = c.generateKeyPairSync('dh', { prime, generator: 5 })
  return [facts(publicKey), facts(privateKey), c.diffieHellman({ privateKey, publicKey }).length, publicKey.export({ format: 'der', type: 'spki' }).subarray(4, 155)]
})
await attempt('dh of two groups', () => c.diffieHellman({ privateKey: c.generateKeyPairSync('dh', { group: 'modp5' }).privateKey, publicKey: c.generateKeyPairSync('dh', { group: 'modp14' }).publicKey }))
await attempt('dh in encodings', () => {
  const { publicKey, privateKey } = c.generateKeyPairSync('dh', { group: 'modp14', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } })
  return [publicKey.slice(0, 26), privateKey.slice(0, 27), c.createPrivateKey(privateKey).asymmetricKeyType]
})
await attempt('dh as jwk', () => c.generateKeyPairSync('dh', { group: 'modp14' }).publicKey.export({ format: 'jwk' }))
await attempt('dh signs', () => c.sign('sha256', data, c.generateKeyPairSync('dh', { group: 'modp14' }).privateKey))
for (const options of [undefined, {}, { group: 5 }, { group: 'modp99' }, { group: 'modp14', prime: Buffer.alloc(3) }, { group: 'modp14', primeLength: 5 }, { group: 'modp14', generator: 2 }, { primeLength: 'a' }, { primeLength: -1 }, { primeLength: 512, generator: -1 }, { primeLength: 512, generator: 'a' }, { prime: 5 }, { prime: Buffer.alloc(0) }, { prime: Buffer.from([7]), primeLength: 5 }]) {
  await attempt(`dh of ${JSON.stringify(options)}`, () => c.generateKeyPairSync('dh', options))
}
await told('dh later', (tell) => c.generateKeyPair('dh', { group: 'modp5' }, (/** @type {any} */ error, /** @type {any} */ one, /** @type {any} */ two) => tell(error, facts(one), facts(two))))

// -- encryption of private keys
const CIPHERS = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'aes256', 'AES-128-CBC', 'des-ede3-cbc', 'des3', 'aes-128-ctr', 'aes-256-cfb', 'aes-128-gcm', 'aes-128-ecb', 'chacha20', 'rc2-cbc', 'foo']
for (const cipher of CIPHERS) {
  for (const [kind, type] of [['rsa', 'pkcs1'], ['rsa', 'pkcs8'], ['prime256v1', 'sec1'], ['prime256v1', 'pkcs8'], ['ed25519', 'pkcs8']]) {
    for (const format of ['pem', 'der']) {
      await attempt(`${kind} ${type} ${format} with ${cipher}`, () => {
        const key = c.createPrivateKey(pairs[kind].private)
        const out = key.export({ format, type, cipher, passphrase: 'secret' })
        const head = format === 'pem' ? out.split('\n').slice(0, 2).map((/** @type {string} */ line) => line.slice(0, 24)) : [out.length > 60]
        return [head, c.createPrivateKey({ key: out, format, type, passphrase: 'secret' }).equals(key)]
      })
    }
  }
}
for (const type of /** @type {const} */ (['pkcs1', 'pkcs8'])) {
  const key = c.createPrivateKey(pairs.rsa.private)
  const cipher = 'aes-256-cbc'
  for (const passphrase of ['', Buffer.alloc(0), 'ä', Buffer.from([255, 0, 1]), new Uint8Array(3), 'x'.repeat(1024)]) {
    await attempt(`passphrase of ${passphrase.length} ${typeof passphrase} ${type}`, () => {
      const out = key.export({ format: 'pem', type, cipher, passphrase })
      return c.createPrivateKey({ key: out, passphrase }).equals(key)
    })
  }
  const out = encrypted[type]
  for (const passphrase of [undefined, null, '', 'wrong', 5, {}, 'x'.repeat(1025), 'secret']) {
    await attempt(`read ${type} with ${JSON.stringify(passphrase)?.slice(0, 20)}`, () => c.createPrivateKey({ key: out, passphrase }).type)
    await attempt(`sign ${type} with ${JSON.stringify(passphrase)?.slice(0, 20)}`, () => c.createSign('sha256').update('a').sign({ key: out, passphrase }).length)
    await attempt(`public ${type} with ${JSON.stringify(passphrase)?.slice(0, 20)}`, () => c.createPublicKey({ key: out, passphrase }).type)
  }
}
await attempt('generated with an empty passphrase', () => {
  const { privateKey } = c.generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: '' } })
  return [privateKey.split('\n')[0], c.createPrivateKey({ key: privateKey, passphrase: '' }).type]
})
for (const privateKeyEncoding of [{ type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'a' }, { type: 'pkcs8', format: 'der', cipher: 'des-ede3-cbc', passphrase: 'a' }, { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc' }, { type: 'pkcs8', format: 'pem', cipher: 5, passphrase: 'a' }, { type: 'pkcs1', format: 'pem' }, { type: 'spki', format: 'pem' }, { type: 'foo', format: 'pem' }, { type: 'pkcs8', format: 'foo' }, {}, 5, 'pem', null]) {
  await attempt(`generated as ${JSON.stringify(privateKeyEncoding)}`, () => {
    const { privateKey } = c.generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding })
    return typeof privateKey === 'string' ? privateKey.split('\n').slice(0, 2).map((line) => line.slice(0, 22)) : privateKey.type ?? 'bytes'
  })
}

// -- objects
const secret = c.createSecretKey(Buffer.from('0123456789abcdef'))
await attempt('toCryptoKey', () => typeof secret.toCryptoKey)
await attempt('KeyObject from 5', () => c.KeyObject.from(5))
await attempt('KeyObject from an object', () => c.KeyObject.from({}))
await attempt('public from secret', () => c.createPublicKey(secret))
await attempt('private from secret', () => c.createPrivateKey(secret))
await attempt('empty secret', () => [c.createSecretKey(Buffer.alloc(0)).symmetricKeySize, c.createSecretKey('').export().length])
await attempt('secret of hex', () => c.createSecretKey('ffee', 'hex').export())
await attempt('secret as jwk', () => secret.export({ format: 'jwk' }))
await attempt('equals', () => [secret.equals(c.createSecretKey('0123456789abcdef')), secret.equals(c.createSecretKey('x')), secret.equals(c.createPublicKey(pairs.rsa.public))])
for (const kind of ['rsa', 'prime256v1', 'ed25519', 'x25519', 'dsa', 'ed448', 'x448', 'secp256k1']) {
  await attempt(`jwk of ${kind}`, () => [c.createPublicKey(pairs[kind].public).export({ format: 'jwk' }), c.createPrivateKey(pairs[kind].private).export({ format: 'jwk' })])
  await attempt(`jwk of ${kind} again`, () => {
    const key = c.createPrivateKey(pairs[kind].private)
    return [c.createPrivateKey({ key: key.export({ format: 'jwk' }), format: 'jwk' }).equals(key), c.createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' }).equals(c.createPublicKey(key))]
  })
  await attempt(`encrypted jwk of ${kind}`, () => c.createPrivateKey(pairs[kind].private).export({ format: 'jwk', cipher: 'aes-128-cbc', passphrase: 'x' }))
}
done()
