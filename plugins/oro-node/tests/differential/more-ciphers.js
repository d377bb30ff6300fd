import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { attempt, done } from './transcript.js'

/** @type {any} */
const c = crypto
const text = Buffer.from('a text of some length, which is no whole number of blocks')
const bytes = (/** @type {number} */ length, start = 1) => Buffer.from(Array.from({ length }, (_, index) => (index * 7 + start) & 255))

/** Name, bytes of the key, bytes of the initialization vector. */
const PLAIN = /** @type {[string, number, number | null][]} */ ([
  ['des-ede3-cbc', 24, 8], ['des-ede3', 24, null], ['des-ede3-ecb', 24, null], ['DES-EDE3-CBC', 24, 8], ['des3', 24, 8], ['des-ede3-cfb', 24, 8],
  ['des-ede3-ofb', 24, 8], ['des-ede3-cfb8', 24, 8], ['des-ede3-cfb1', 24, 8], ['des-ede', 16, null], ['des-ede-ecb', 16, null],
  ['des-ede-cbc', 16, 8], ['des-ede-cfb', 16, 8], ['des-ede-ofb', 16, 8], ['aes-128-cfb1', 16, 16], ['aes-192-cfb1', 24, 16], ['aes-256-cfb1', 32, 16],
  ['aes-128-xts', 32, 16], ['aes-256-xts', 64, 16], ['chacha20', 32, 16]
])
for (const [name, key, iv] of PLAIN) {
  for (const cuts of [[], [1], [8], [17, 18, 40]]) {
    await attempt(`${name} in pieces at ${cuts}`, () => {
      const cipher = c.createCipheriv(name, bytes(key), iv === null ? null : bytes(iv, 9))
      const parts = [0, ...cuts].map((at, index) => cipher.update(text.subarray(at, cuts[index] ?? text.length)))
      const out = Buffer.concat([...parts, cipher.final()])
      const decipher = c.createDecipheriv(name, bytes(key), iv === null ? '' : bytes(iv, 9))
      const back = [0, ...cuts].map((at, index) => decipher.update(out.subarray(at, cuts[index] ?? out.length)))
      return [out, Buffer.concat([...back, decipher.final()]).toString()]
    })
  }
  await attempt(`${name} without padding`, () => {
    const cipher = c.createCipheriv(name, bytes(key), iv === null ? null : bytes(iv, 9)).setAutoPadding(false)
    return Buffer.concat([cipher.update(text.subarray(0, 48)), cipher.final()])
  })
  await attempt(`${name} of part of a block without padding`, () => {
    const cipher = c.createCipheriv(name, bytes(key), iv === null ? null : bytes(iv, 9)).setAutoPadding(false)
    return [cipher.update(text.subarray(0, 20)), cipher.final()]
  })
  await attempt(`${name} with a wrong key`, () => c.createCipheriv(name, bytes(key + 1), iv === null ? null : bytes(iv)))
  await attempt(`${name} with a wrong iv`, () => c.createCipheriv(name, bytes(key), bytes(3)))
  await attempt(`info of ${name}`, () => c.getCipherInfo(name))
}
await attempt('wrong end of des', () => { const d = c.createDecipheriv('des-ede3-cbc', bytes(24), bytes(8)); return [d.update(bytes(16)), d.final()] })
await attempt('xts of little', () => { const d = c.createCipheriv('aes-128-xts', bytes(32), bytes(16)); return [d.update(bytes(10)), d.final()] })
await attempt('xts of equal keys', () => c.createCipheriv('aes-128-xts', Buffer.alloc(32), bytes(16)))

for (const bits of [128, 192, 256]) {
  for (const name of [`aes${bits}-wrap`, `id-aes${bits}-wrap`, `id-aes${bits}-wrap-pad`]) {
    const iv = bytes(name.endsWith('pad') ? 4 : 8, 0xa6)
    for (const size of [16, 24, 32, 20]) {
      await attempt(`${name} of ${size}`, () => {
        const cipher = c.createCipheriv(name, bytes(bits / 8), iv)
        const out = [cipher.update(bytes(size, 5)), cipher.final()]
        const decipher = c.createDecipheriv(name, bytes(bits / 8), iv)
        return [out, decipher.update(out[0]), decipher.final()]
      })
    }
    await attempt(`${name} of nonsense`, () => { const d = c.createDecipheriv(name, bytes(bits / 8), iv); return [d.update(bytes(24)), d.final()] })
    await attempt(`${name} with iv of 3`, () => c.createCipheriv(name, bytes(bits / 8), bytes(3)))
    await attempt(`info of ${name}`, () => c.getCipherInfo(name))
  }
}

for (const how of ['ccm', 'ocb']) {
  for (const bits of [128, 192, 256]) {
    const name = `aes-${bits}-${how}`
    await attempt(`info of ${name}`, () => [c.getCipherInfo(name), c.getCipherInfo(name, { ivLength: 8 }), c.getCipherInfo(name, { ivLength: 16 }), c.getCipherInfo(name, { ivLength: 6 })])
    for (const [iv, tag, size, beside] of [[12, 16, 57, 20], [7, 4, 16, 0], [13, 12, 0, 5], [12, 8, 33, 300], [12, 16, 64, 16]]) {
      await attempt(`${name} iv ${iv} tag ${tag} of ${size} beside ${beside}`, () => {
        const data = bytes(size, 3)
        const options = { authTagLength: tag }
        const cipher = c.createCipheriv(name, bytes(bits / 8), bytes(iv, 4), options)
        if (beside) cipher.setAAD(bytes(beside, 8), { plaintextLength: size })
        const out = Buffer.concat([cipher.update(data), cipher.final()])
        const decipher = c.createDecipheriv(name, bytes(bits / 8), bytes(iv, 4), options)
        decipher.setAuthTag(cipher.getAuthTag())
        if (beside) decipher.setAAD(bytes(beside, 8), { plaintextLength: size })
        const back = Buffer.concat([decipher.update(out), decipher.final()])
        return [out, cipher.getAuthTag(), back.equals(data)]
      })
    }
    await attempt(`${name} without tag length`, () => c.createCipheriv(name, bytes(bits / 8), bytes(12)))
    await attempt(`${name} with tag length 17`, () => c.createCipheriv(name, bytes(bits / 8), bytes(12), { authTagLength: 17 }))
    await attempt(`${name} with tag length 5`, () => c.createCipheriv(name, bytes(bits / 8), bytes(12), { authTagLength: 5 }))
    await attempt(`${name} with iv of 6`, () => c.createCipheriv(name, bytes(bits / 8), bytes(6), { authTagLength: 16 }))
    await attempt(`${name} with iv of 16`, () => c.createCipheriv(name, bytes(bits / 8), bytes(16), { authTagLength: 16 }))
    const cipher = () => c.createCipheriv(name, bytes(bits / 8), bytes(12), { authTagLength: 16 })
    const decipher = () => c.createDecipheriv(name, bytes(bits / 8), bytes(12), { authTagLength: 16 })
    await attempt(`${name} AAD without length`, () => cipher().setAAD(bytes(3)) === null)
    await attempt(`${name} AAD of another length`, () => { const x = cipher(); x.setAAD(bytes(3), { plaintextLength: 5 }); return x.update(bytes(6)) })
    await attempt(`${name} twice`, () => { const x = cipher(); return [x.update(bytes(20)), x.update(bytes(20)), x.final(), x.getAuthTag()] })
    await attempt(`${name} no update`, () => { const x = cipher(); return [x.final(), x.getAuthTag()] })
    await attempt(`${name} tag too early`, () => cipher().getAuthTag())
    await attempt(`${name} final without tag`, () => { const x = decipher(); x.update(bytes(20)); return x.final() })
    await attempt(`${name} final with tag of nonsense`, () => { const x = decipher(); x.setAuthTag(bytes(16)); const out = x.update(bytes(20)); return [out, x.final()] })
    await attempt(`${name} update without tag`, () => decipher().update(bytes(20)))
    await attempt(`${name} tag of 5`, () => decipher().setAuthTag(bytes(5)) === null)
    await attempt(`${name} tag twice`, () => decipher().setAuthTag(bytes(16)).setAuthTag(bytes(16)) === null)
    await attempt(`${name} update after final`, () => { const x = cipher(); x.update(bytes(4)); x.final(); return x.update(bytes(4)) })
    await attempt(`${name} final twice`, () => { const x = cipher(); x.update(bytes(4)); x.final(); return x.final() })
  }
}
await attempt('ccm with much data', () => c.createCipheriv('aes-128-ccm', bytes(16), bytes(13), { authTagLength: 16 }).update(Buffer.alloc(65536)).length)
await attempt('ccm announced too large', () => c.createCipheriv('aes-128-ccm', bytes(16), bytes(13), { authTagLength: 16 }).setAAD(bytes(2), { plaintextLength: 65536 }) === null)

for (const length of [1, 8, 12, 16]) {
  await attempt(`chacha20-poly1305 with tag of ${length}`, () => {
    const cipher = c.createCipheriv('chacha20-poly1305', bytes(32), bytes(12), { authTagLength: length })
    cipher.setAAD(bytes(5), { plaintextLength: text.length })
    return [cipher.update(text), cipher.final(), cipher.getAuthTag()]
  })
}
for (const length of [0, 17, -1, 'x', 1.5]) await attempt(`chacha20-poly1305 with tag length ${length}`, () => c.createCipheriv('chacha20-poly1305', bytes(32), bytes(12), { authTagLength: length }).final())
for (const length of [0, 1, 8, 11, 12, 13]) await attempt(`chacha20-poly1305 with iv of ${length}`, () => { const x = c.createCipheriv('chacha20-poly1305', bytes(32), bytes(length)); return [x.update(text), x.final(), x.getAuthTag()] })
await attempt('chacha info', () => [8, 12, 13].map((ivLength) => c.getCipherInfo('chacha20-poly1305', { ivLength })))
await attempt('names', () => ['aes-128-ccm', 'aes-192-ocb', 'des-ede3-cbc', 'des3', 'id-aes256-wrap', 'aes256-wrap', 'chacha20', 'id-aes128-CCM'].map((name) => c.getCiphers().includes(name)))
for (const name of ['aes-128-cbc', 'aes-256-ecb', 'des-ede3-cbc', 'aes-192-ctr', 'foo']) {
  await attempt(`${name} by a password`, () => {
    const cipher = c.createCipher(name, 'secret')
    const out = cipher.update('text', 'utf8', 'hex') + cipher.final('hex')
    const decipher = c.createDecipher(name, Buffer.from('secret'))
    return [out, decipher.update(out, 'hex', 'utf8') + decipher.final('utf8'), cipher instanceof c.Cipher, decipher instanceof c.Decipher]
  })
}
await attempt('by no password', () => c.createCipher('aes-128-cbc'))
await attempt('unknown', () => c.createCipheriv('aes-128-foo', bytes(16), bytes(16)))
await attempt('no iv', () => c.createCipheriv('aes-128-cbc', bytes(16), null))
await attempt('undefined iv', () => c.createCipheriv('aes-128-cbc', bytes(16)))
await attempt('no iv of gcm', () => c.createCipheriv('aes-128-gcm', bytes(16), null))
done()
