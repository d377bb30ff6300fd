import crypto, * as named from 'oro:crypto'
import { Buffer } from 'oro:buffer'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

test('murmur3 gives what its author says', (t) => {
  const known = /** @type {[string, number, number][]} */ ([
    ['', 0, 0], ['', 1, 0x514E28B7], ['', 0xffffffff, 0x81F16F39], ['test', 0, 0xba6bd213], ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43], ['Hello, world!', 0x9747b28c, 0x24884CBA], ['aaa', 0x9747b28c, 0x283e0130]
  ])
  for (const [text, seed, hash] of known) t.equal(crypto.murmur3(text, seed), hash, text)
  t.equal(crypto.murmur3(new Uint8Array([0xff, 0xff, 0xff, 0xff])), 0x76293B50, 'bytes are no signed numbers')
})

test('what Oro has beyond Node is there', async (t) => {
  await crypto.ready
  t.equal(typeof crypto.rand64(), 'bigint')
  t.notEqual(crypto.rand64(), crypto.rand64())
  t.ok(Array.from({ length: 200 }, crypto.rand64).some((number) => number >= 2n ** 63n), 'all 64 bits are used')
  const digest = await crypto.createDigest('SHA-256', Buffer.from('abc'))
  t.equal(digest.toString('hex'), crypto.createHash('sha256').update('abc').digest('hex'))
  t.equal(crypto.RANDOM_BYTES_QUOTA, 65536)
  t.equal(crypto.MAX_RANDOM_BYTES, 0xFFFFFFFFFFFF)
  t.equal(crypto.MAX_RANDOM_BYTES_PAGES, crypto.MAX_RANDOM_BYTES / 65536)
  t.ok(crypto.webcrypto instanceof Crypto && crypto.subtle instanceof SubtleCrypto)
  t.equal(crypto.hash('sha1', 'abc'), 'a9993e364706816aba3e25717850c26c9cd0d89d')
})

test('what is not here says so', async (t) => {
  const missing = [
    () => crypto.sodium.crypto_generichash(),
    () => crypto.setFips(true),
    () => crypto.createCipheriv('camellia-128-cbc', Buffer.alloc(16), Buffer.alloc(16)),
    () => crypto.generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 224 }),
    () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })
  ]
  for (const act of missing) t.equal(codeOf(act), 'ERR_NOT_IMPLEMENTED', String(act))
  t.equal(await Promise.resolve(crypto.sodium), crypto.sodium, 'it can be awaited')
})

test('a CryptoKey that the engine alone made is no KeyObject', async (t) => {
  const key = await globalThis.crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt'])
  t.equal(codeOf(() => crypto.KeyObject.from(/** @type {CryptoKey} */ (key))), 'ERR_NOT_IMPLEMENTED')
})

test('a private key that was made is not in the page until it is exported', async (t) => {
  const asked = /** @type {string[]} */ ([])
  const { open } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.open = function (/** @type {any[]} */ ...args) {
    asked.push(String(args[1]))
    return Reflect.apply(open, this, args)
  }
  try {
    const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const signature = crypto.sign('sha256', Buffer.from('data'), privateKey)
    t.ok(crypto.verify('sha256', Buffer.from('data'), publicKey, signature))
    t.ok(asked.length > 0 && !asked.some((url) => url.includes('crypto.export')), 'nothing was exported')
    t.ok(privateKey.export({ format: 'pem', type: 'pkcs8' }).startsWith('-----BEGIN PRIVATE KEY-----'))
    t.ok(asked.some((url) => url.includes('crypto.export')), 'now it was')
  } finally {
    XMLHttpRequest.prototype.open = open
  }
})

test('what is signed stays in the page', async (t) => {
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 })
  const sent = /** @type {string[]} */ ([])
  const { send } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.send = function (body) {
    sent.push(String(body))
    return send.call(this, body)
  }
  try {
    crypto.createSign('sha256').update(Buffer.alloc(1e6)).sign(privateKey)
  } finally {
    XMLHttpRequest.prototype.send = send
  }
  t.equal(sent.length, 1)
  t.ok(sent[0].length < 1000, 'only its digest leaves')
})

test('a key the host has no more cannot be used', async (t) => {
  const { privateKey } = crypto.generateKeyPairSync('ed25519')
  const { err } = await ipc.write('crypto.sign', undefined, JSON.stringify({ key: { held: 'x' }, scheme: {} }), { type: 'application/json' })
  t.equal(err.code, 'NOT_FOUND_ERR')
  t.equal(crypto.sign(null, Buffer.from('x'), privateKey).length, 64)
})

test('a worker calculates as its page does', async (t) => {
  const text = `import { createHash, createCipheriv } from '${location.origin}/oro/crypto.js'
    postMessage([createHash('sha256').update('abc').digest('hex'), createCipheriv('aes-128-ecb', new Uint8Array(16), null).final('hex')])`
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
  const worker = new Worker(url, { type: 'module' })
  const told = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
  })
  worker.terminate()
  t.deepEqual(told, [
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    crypto.createCipheriv('aes-128-ecb', new Uint8Array(16), null).final('hex')
  ])
})

test('large data is digested and encrypted in pieces of any size', (t) => {
  const data = crypto.randomBytes(300_000)
  const one = crypto.createHash('sha512').update(data).digest('hex')
  const pieces = crypto.createHash('sha512')
  for (let at = 0; at < data.length; at += 777) pieces.update(data.subarray(at, at + 777))
  t.equal(pieces.digest('hex'), one)
  const key = crypto.randomBytes(32)
  const cipher = crypto.createCipheriv('aes-256-gcm', key, key.subarray(0, 12))
  const out = Buffer.concat([cipher.update(data), cipher.final()])
  const back = crypto.createDecipheriv('aes-256-gcm', key, key.subarray(0, 12)).setAuthTag(cipher.getAuthTag())
  const parts = []
  for (let at = 0; at < out.length; at += 1001) parts.push(back.update(out.subarray(at, at + 1001)))
  t.ok(Buffer.concat([...parts, back.final()]).equals(data))
})

test('names are those of Node', (t) => {
  const node = 'checkPrime checkPrimeSync createCipheriv createDecipheriv createDiffieHellman createDiffieHellmanGroup createECDH createHash createHmac createPrivateKey createPublicKey createSecretKey createSign createVerify diffieHellman generatePrime generatePrimeSync getCiphers getCipherInfo getCurves getDiffieHellman getHashes hkdf hkdfSync pbkdf2 pbkdf2Sync generateKeyPair generateKeyPairSync generateKey generateKeySync privateDecrypt privateEncrypt publicDecrypt publicEncrypt randomBytes randomFill randomFillSync randomInt randomUUID scrypt scryptSync sign setEngine timingSafeEqual getFips setFips verify hash Certificate Cipheriv Decipheriv DiffieHellman DiffieHellmanGroup ECDH Hash Hmac KeyObject Sign Verify X509Certificate secureHeapUsed constants webcrypto subtle getRandomValues createCipher createDecipher Cipher Decipher fips prng rng pseudoRandomBytes'
  t.deepEqual(node.split(' ').filter((name) => !(name in named)), [])
})

/** @param {() => any} act */
function codeOf (act) {
  try {
    act()
  } catch (error) {
    return /** @type {any} */ (error).code
  }
  return 'nothing was thrown'
}
