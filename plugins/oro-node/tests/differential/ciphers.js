import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { attempt, done } from './transcript.js'

/** @type {any} */
const c = crypto
const names = crypto.getCiphers().filter((name) => /^(aes-\d+-(ecb|cbc|ctr|ofb|cfb8?|gcm)|aes\d+|id-aes\d+-gcm|chacha20-poly1305)$/i.test(name))
await attempt('names', () => names)

/** @param {number} length */
const bytes = (length) => Buffer.from(Array.from({ length }, (_, index) => (index * 7 + length) & 255))

/**
 * @param {any} cipher
 * @param {Buffer} data
 * @param {number} step
 */
function through (cipher, data, step) {
  const out = []
  for (let at = 0; at < data.length; at += step) out.push(cipher.update(data.subarray(at, at + step)))
  out.push(cipher.final())
  return out
}

for (const name of names) {
  const info = /** @type {any} */ (crypto.getCipherInfo(name))
  const tagged = /gcm|poly/i.test(name)
  for (const length of [0, 1, 15, 16, 17, 64, 200]) {
    for (const step of [1, 16, 23, 500]) {
      const key = bytes(info.keyLength)
      const iv = info.ivLength ? bytes(info.ivLength) : null
      await attempt(`${name} ${length} by ${step}`, () => {
        const cipher = c.createCipheriv(name, key, iv)
        if (tagged) cipher.setAAD(bytes(21)).setAAD(bytes(3))
        const out = through(cipher, bytes(length), step)
        const decipher = c.createDecipheriv(name, key, iv)
        if (tagged) decipher.setAAD(bytes(24).fill(bytes(21), 0, 21).fill(bytes(3), 21)).setAuthTag(cipher.getAuthTag())
        const back = through(decipher, Buffer.concat(out), step)
        return [out, back, tagged && cipher.getAuthTag(), Buffer.concat(back).equals(bytes(length))]
      })
    }
  }
}
for (const length of [1, 7, 8, 11, 13, 16, 17, 64]) {
  await attempt(`gcm iv of ${length}`, () => {
    const cipher = c.createCipheriv('aes-256-gcm', bytes(32), bytes(length))
    return [...through(cipher, bytes(40), 9), cipher.getAuthTag()]
  })
}
for (const size of [4, 8, 12, 13, 14, 15, 16]) {
  await attempt(`tag of ${size}`, () => {
    const cipher = c.createCipheriv('aes-128-gcm', bytes(16), bytes(12), { authTagLength: size })
    through(cipher, bytes(5), 5)
    const decipher = c.createDecipheriv('aes-128-gcm', bytes(16), bytes(12), { authTagLength: size })
    decipher.setAuthTag(cipher.getAuthTag())
    return [cipher.getAuthTag(), decipher.update(bytes(3))]
  })
}
await attempt('without padding', () => {
  const cipher = c.createCipheriv('aes-128-cbc', bytes(16), bytes(16)).setAutoPadding(false)
  const out = through(cipher, bytes(32), 10)
  return [out, through(c.createDecipheriv('aes-128-cbc', bytes(16), bytes(16)).setAutoPadding(false), Buffer.concat(out), 16)]
})
for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'utf8', 'buffer', undefined]) {
  await attempt(`as ${encoding}`, () => {
    const cipher = c.createCipheriv('aes-128-ctr', bytes(16), bytes(16))
    return [cipher.update('été', 'utf8', encoding), cipher.update('616263', 'hex', encoding), cipher.final(encoding)]
  })
}

const k = bytes(16)
const iv = bytes(16)
const refusals = /** @type {[string, () => any][]} */ ([
  ['no such cipher', () => c.createCipheriv('foo', k, iv)],
  ['cipher 5', () => c.createCipheriv(5, k, iv)],
  ['key too short', () => c.createCipheriv('aes-128-cbc', bytes(5), iv)],
  ['key 5', () => c.createCipheriv('aes-128-cbc', 5, iv)],
  ['iv too short', () => c.createCipheriv('aes-128-cbc', k, bytes(5))],
  ['iv null', () => c.createCipheriv('aes-128-cbc', k, null)],
  ['no iv', () => c.createCipheriv('aes-128-cbc', k)],
  ['iv of ecb', () => c.createCipheriv('aes-128-ecb', k, iv)],
  ['empty iv of ecb', () => c.createCipheriv('aes-128-ecb', k, '').final('hex')],
  ['empty iv of gcm', () => c.createCipheriv('aes-128-gcm', k, bytes(0))],
  ['long iv of chacha', () => c.createCipheriv('chacha20-poly1305', bytes(32), bytes(13))],
  ['aad of cbc', () => c.createCipheriv('aes-128-cbc', k, iv).setAAD(iv)],
  ['tag of cbc', () => c.createCipheriv('aes-128-cbc', k, iv).getAuthTag()],
  ['set tag of cbc', () => c.createDecipheriv('aes-128-cbc', k, iv).setAuthTag(iv)],
  ['tag before the end', () => c.createCipheriv('aes-128-gcm', k, iv).getAuthTag()],
  ['tag of 3', () => c.createDecipheriv('aes-128-gcm', k, iv).setAuthTag(bytes(3))],
  ['tag of 17', () => c.createDecipheriv('aes-128-gcm', k, iv).setAuthTag(bytes(17))],
  ['tag of another length', () => c.createDecipheriv('aes-128-gcm', k, iv, { authTagLength: 8 }).setAuthTag(iv)],
  ['tag twice', () => { const d = c.createDecipheriv('aes-128-gcm', k, iv); d.setAuthTag(iv); d.setAuthTag(iv) }],
  ['no tag', () => c.createDecipheriv('aes-128-gcm', k, iv).final()],
  ['wrong tag', () => { const d = c.createDecipheriv('aes-128-gcm', k, iv); d.setAuthTag(iv); d.update('a'); d.final() }],
  ['wrong tag of chacha', () => { const d = c.createDecipheriv('chacha20-poly1305', bytes(32), bytes(12)); d.setAuthTag(iv); d.update('a'); d.final() }],
  ['final twice', () => { const d = c.createCipheriv('aes-128-gcm', k, iv); d.final(); d.final() }],
  ['update after', () => { const d = c.createCipheriv('aes-128-cbc', k, iv); d.final(); d.update('a') }],
  ['padding after', () => { const d = c.createCipheriv('aes-128-cbc', k, iv); d.final(); d.setAutoPadding() }],
  ['aad after data', () => { const d = c.createCipheriv('aes-128-gcm', k, iv); d.update('a'); d.setAAD(iv) }],
  ['aad 5', () => c.createCipheriv('aes-128-gcm', k, iv).setAAD(5)],
  ['odd without padding', () => { const d = c.createCipheriv('aes-128-cbc', k, iv); d.setAutoPadding(false); d.update('a'); d.final() }],
  ['odd to decrypt', () => { const d = c.createDecipheriv('aes-128-cbc', k, iv); d.update('a'); d.final() }],
  ['nothing to decrypt', () => c.createDecipheriv('aes-128-cbc', k, iv).final()],
  ['bad padding', () => { const d = c.createDecipheriv('aes-128-cbc', k, iv); d.update(bytes(16)); d.final() }],
  ['odd to decrypt without padding', () => { const d = c.createDecipheriv('aes-128-cbc', k, iv); d.setAutoPadding(false); d.update('a'); d.final() }],
  ['tag length 17', () => c.createCipheriv('chacha20-poly1305', bytes(32), bytes(12), { authTagLength: 17 })],
  ['tag length a', () => c.createCipheriv('chacha20-poly1305', bytes(32), bytes(12), { authTagLength: 'a' })],
  ['tag length -1', () => c.createCipheriv('aes-128-gcm', k, iv, { authTagLength: -1 })],
  ['tag length 3', () => c.createCipheriv('aes-128-gcm', k, iv, { authTagLength: 3 })],
  ['data 5', () => c.createCipheriv('aes-128-cbc', k, iv).update(5)],
  ['encoding foo', () => c.createCipheriv('aes-128-cbc', k, iv).update('a', 'utf8', 'foo')],
  ['info of nothing', () => c.getCipherInfo('foo')],
  ['info of null', () => c.getCipherInfo(null)],
  ['info with text', () => c.getCipherInfo('aes-128-cbc', { keyLength: 'a' })],
  ['members', () => [typeof c.Cipheriv.prototype.setAuthTag, typeof c.Decipheriv.prototype.getAuthTag, typeof c.Cipheriv.prototype.getAuthTag]]
])
for (const [what, act] of refusals) await attempt(what, act)

await attempt('piped', async () => {
  const cipher = c.createCipheriv('aes-192-cbc', bytes(24), iv)
  const decipher = c.createDecipheriv('aes-192-cbc', bytes(24), iv)
  const out = /** @type {any[]} */ ([])
  await pipeline(Readable.from([bytes(3), bytes(40), bytes(5)]), cipher, decipher, async (source) => { for await (const piece of source) out.push(piece) })
  return Buffer.concat(out)
})
await attempt('piped into what cannot be decrypted', async () => {
  const decipher = c.createDecipheriv('aes-128-cbc', k, iv)
  await pipeline(Readable.from([bytes(3)]), decipher, async (source) => { for await (const piece of source) void piece })
})
// Last, for what node finds wrong in a key's length comes up again in its next error.
for (const name of names) {
  const info = /** @type {any} */ (crypto.getCipherInfo(name))
  await attempt(`info ${name}`, () => [info, c.getCipherInfo(info.nid), c.getCipherInfo(name.toUpperCase()), c.getCipherInfo(name, { keyLength: 16 }), c.getCipherInfo(name, { ivLength: 12 })])
}
done()
