import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { attempt, done } from './transcript.js'

/** @type {any} */
const c = crypto
const { subtle } = c.webcrypto
const data = Buffer.from('what is signed')

/** @param {any} key */
const facts = (key) => [key.type, key.extractable, key.algorithm.name, [...key.usages].sort(), key instanceof CryptoKey, Object.prototype.toString.call(key)]

for (const [name, usages] of [['Ed448', ['sign', 'verify']], ['Ed25519', ['sign', 'verify']]]) {
  await attempt(`${name}`, async () => {
    const { publicKey, privateKey } = await subtle.generateKey({ name }, false, usages)
    const signature = await subtle.sign(name, privateKey, data)
    return [facts(publicKey), facts(privateKey), signature.byteLength, await subtle.verify(name, publicKey, signature, data), await subtle.verify({ name }, publicKey, signature, Buffer.from('x'))]
  })
}
for (const name of ['X448', 'X25519']) {
  await attempt(name, async () => {
    const [one, two] = [await subtle.generateKey({ name }, true, ['deriveBits', 'deriveKey']), await subtle.generateKey({ name }, true, ['deriveBits', 'deriveKey'])]
    const a = await subtle.deriveBits({ name, public: two.publicKey }, one.privateKey, 128)
    const b = await subtle.deriveBits({ name, public: one.publicKey }, two.privateKey, 128)
    const key = await subtle.deriveKey({ name, public: two.publicKey }, one.privateKey, { name: 'AES-GCM', length: 256 }, true, ['encrypt'])
    return [facts(one.publicKey), facts(one.privateKey), Buffer.from(a).equals(Buffer.from(b)), a.byteLength, facts(key)]
  })
}
for (const [name, usage] of [['Ed448', 'sign'], ['X448', 'deriveBits']]) {
  const other = name === 'Ed448' ? ['verify'] : []
  await attempt(`${name} in formats`, async () => {
    const { publicKey, privateKey } = await subtle.generateKey({ name }, true, [usage, ...other])
    const found = []
    for (const [format, key, usages] of [['raw', publicKey, other], ['spki', publicKey, other], ['pkcs8', privateKey, [usage]], ['jwk', publicKey, other], ['jwk', privateKey, [usage]]]) {
      const out = await subtle.exportKey(format, key)
      const again = await subtle.importKey(format, out, { name }, true, usages)
      found.push(format === 'jwk' ? Object.keys(out).sort() : out.byteLength, facts(again), c.KeyObject.from(again).equals(c.KeyObject.from(key)))
    }
    return found
  })
  await attempt(`${name} not extractable`, async () => subtle.exportKey('pkcs8', (await subtle.generateKey({ name }, false, [usage])).privateKey).then(() => 'exported', () => 'refused'))
}
const secrets = /** @type {[any, string[]][]} */ ([
  [{ name: 'AES-CBC', length: 256 }, ['encrypt']], [{ name: 'AES-GCM', length: 128 }, ['encrypt']], [{ name: 'HMAC', hash: 'SHA-256' }, ['sign']]
])
for (const [algorithm, usages] of secrets) {
  for (const extractable of [true, false]) {
    await attempt(`object of ${algorithm.name} ${extractable}`, async () => {
      const key = await subtle.generateKey(algorithm, extractable, usages)
      const object = c.KeyObject.from(key)
      return [facts(key), object.type, object.symmetricKeySize, object.export().length]
    })
  }
}
const kinds = /** @type {[any, string[]][]} */ ([
  [{ name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, ['sign', 'verify']],
  [{ name: 'ECDSA', namedCurve: 'P-256' }, ['sign', 'verify']], [{ name: 'ECDH', namedCurve: 'P-384' }, ['deriveBits']]
])
for (const [algorithm, usages] of kinds) {
  await attempt(`objects of ${algorithm.name}`, async () => {
    const { publicKey, privateKey } = await subtle.generateKey(algorithm, false, usages)
    const [one, two] = [c.KeyObject.from(publicKey), c.KeyObject.from(privateKey)]
    return [facts(publicKey), facts(privateKey), one.type, one.asymmetricKeyType, two.type, c.createPublicKey(two).equals(one)]
  })
}
await attempt('a CryptoKey signs', async () => {
  const { publicKey, privateKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const signature = c.sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return [await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, signature, data), c.createVerify('sha256').update(data).verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)]
})
await attempt('a CryptoKey of HMAC', async () => {
  const key = await subtle.importKey('raw', Buffer.from('secret'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return [c.createHmac('sha256', key).update(data).digest('hex'), Buffer.from(await subtle.sign('HMAC', key, data)).toString('hex')]
})
await attempt('a CryptoKey of AES', async () => {
  const key = await subtle.importKey('jwk', { kty: 'oct', k: 'AAECAwQFBgcICQoLDA0ODw' }, 'AES-CBC', true, ['encrypt', 'decrypt'])
  const cipher = c.createCipheriv('aes-128-cbc', key, Buffer.alloc(16))
  const out = Buffer.concat([cipher.update(data), cipher.final()])
  return [out, Buffer.from(await subtle.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, out)).toString()]
})
await attempt('a point', async () => {
  const ecdh = c.createECDH('prime256v1')
  ecdh.setPrivateKey(Buffer.alloc(32, 5))
  const key = await subtle.importKey('raw', ecdh.getPublicKey(), { name: 'ECDH', namedCurve: 'P-256' }, true, [])
  return [facts(key), c.KeyObject.from(key).export({ format: 'jwk' })]
})
await attempt('derived keys', async () => {
  const key = await subtle.importKey('raw', Buffer.from('secret'), 'PBKDF2', false, ['deriveBits', 'deriveKey'])
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(8), iterations: 5 }
  const derived = await subtle.deriveKey(algorithm, key, { name: 'AES-CBC', length: 128 }, false, ['encrypt'])
  return [c.KeyObject.from(derived).export(), Buffer.from(await subtle.deriveBits(algorithm, key, 128)).toString('hex'), c.KeyObject.from(key).export().toString(), facts(derived)]
})
await attempt('wrapped keys', async () => {
  const wrapping = await subtle.importKey('raw', new Uint8Array(16), 'AES-KW', false, ['wrapKey', 'unwrapKey'])
  const key = await subtle.importKey('raw', new Uint8Array(16).fill(1), 'AES-CBC', true, ['encrypt'])
  const wrapped = await subtle.wrapKey('raw', key, wrapping, 'AES-KW')
  const again = await subtle.unwrapKey('raw', wrapped, wrapping, 'AES-KW', 'AES-CBC', false, ['encrypt'])
  return [Buffer.from(wrapped), facts(again), c.KeyObject.from(again).equals(c.KeyObject.from(key))]
})
await attempt('not kept', () => c.KeyObject.from({}))
const refusals = /** @type {[string, () => any][]} */ ([
  ['usages of Ed448', () => subtle.generateKey('Ed448', true, ['encrypt'])],
  ['no usages of Ed448', () => subtle.generateKey('Ed448', true, [])],
  ['no usages of X448', () => subtle.generateKey('X448', true, [])],
  ['nonsense of Ed448', () => subtle.importKey('spki', new Uint8Array(5), 'Ed448', true, ['verify'])],
  ['verify with a private key', () => subtle.importKey('raw', new Uint8Array(57), 'Ed448', true, ['sign'])]
])
for (const [what, act] of refusals) await attempt(what, async () => { try { return await act() } catch (error) { return [error instanceof DOMException, /** @type {any} */ (error).name] } })
await attempt('the rest', async () => [c.webcrypto.getRandomValues(new Uint8Array(3)).length, typeof c.webcrypto.randomUUID(), c.webcrypto.subtle === c.subtle, subtle instanceof SubtleCrypto, c.webcrypto instanceof Crypto, Buffer.from(await subtle.digest('SHA-1', data)).toString('hex'), c.getRandomValues(new Uint8Array(3)).length])
done()
