import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { attempt, cases, done } from './transcript.js'

/** @type {any} */
const c = crypto
const DIGESTS = ['md5', 'sha1', 'ripemd160', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'sha3-256', 'sha3-512', 'blake2b512', 'blake2s256']
const CIPHERS = ['aes-128-ecb', 'aes-192-cbc', 'aes-256-ctr', 'aes-128-cfb', 'aes-128-cfb8', 'aes-192-ofb', 'aes-256-gcm', 'chacha20-poly1305']

/**
 * @param {number[]} bytes
 * @param {number} length
 */
const fitted = (bytes, length) => Buffer.from(Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? index))

/**
 * @param {Buffer} data
 * @param {number[]} cuts
 */
function pieces (data, cuts) {
  const ends = [0, ...cuts.map((cut) => Math.min(cut, data.length)).sort((a, b) => a - b), data.length]
  return ends.slice(1).map((end, index) => data.subarray(ends[index], end))
}

for (const one of await cases('cases.json')) {
  const [data, key, beside] = [one.data, one.key, one.beside].map((bytes) => Buffer.from(bytes))
  for (const name of DIGESTS) {
    await attempt(`hash ${name}`, () => pieces(data, one.cuts).reduce((hash, piece) => hash.update(piece), c.createHash(name)).digest('hex'))
    await attempt(`hmac ${name}`, () => pieces(data, one.cuts).reduce((hash, piece) => hash.update(piece), c.createHmac(name, key)).digest('hex'))
    await attempt(`pbkdf2 ${name}`, () => c.pbkdf2Sync(key, data, one.iterations, one.length, name))
    await attempt(`hkdf ${name}`, () => c.hkdfSync(name, key, data, beside, one.length))
  }
  await attempt('shake', () => c.createHash('shake256', { outputLength: one.length }).update(data).digest('hex'))
  await attempt('scrypt', () => c.scryptSync(key, data, one.length, { N: 2 ** one.iterations, r: one.iterations, p: 2 }))
  for (const name of CIPHERS) {
    await attempt(name, () => {
      const { keyLength, ivLength } = c.getCipherInfo(name)
      const iv = name.endsWith('gcm') ? Buffer.from(one.iv) : ivLength ? fitted(one.iv, ivLength) : null
      const cipher = c.createCipheriv(name, fitted(one.key, keyLength), iv)
      const decipher = c.createDecipheriv(name, fitted(one.key, keyLength), iv)
      const tagged = /gcm|poly/.test(name)
      if (tagged) cipher.setAAD(beside)
      const out = [...pieces(data, one.cuts).map((piece) => cipher.update(piece)), cipher.final()]
      if (tagged) decipher.setAAD(beside).setAuthTag(cipher.getAuthTag())
      const back = [...pieces(Buffer.concat(out), one.cuts).map((piece) => decipher.update(piece)), decipher.final()]
      return [out, back, tagged && cipher.getAuthTag(), Buffer.concat(back).equals(data)]
    })
  }
}
done()
