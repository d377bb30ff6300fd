import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { attempt, done, record, told } from './transcript.js'

/** @type {any} */
const c = crypto
const calls = /** @type {[string, () => any][]} */ ([
  ['sizes', () => [0, 1, 1.5, 100000].map((size) => c.randomBytes(size).length)],
  ['not the same', () => c.randomBytes(16).equals(c.randomBytes(16))],
  ['size -1', () => c.randomBytes(-1)],
  ['size a', () => c.randomBytes('a')],
  ['size 2^31', () => c.randomBytes(2 ** 31)],
  ['callback 5', () => c.randomBytes(1, 5)],
  ['in a range', () => Array.from({ length: 200 }, () => c.randomInt(-3, 3)).every((number) => number >= -3 && number < 3)],
  ['every one of a range', () => new Set(Array.from({ length: 400 }, () => c.randomInt(5))).size],
  ['one', () => [c.randomInt(1), c.randomInt(7, 8)]],
  ['range of none', () => c.randomInt(5, 5)],
  ['max 0', () => c.randomInt(0)],
  ['range too large', () => c.randomInt(0, 2 ** 48)],
  ['max too large', () => c.randomInt(2 ** 48)],
  ['max a', () => c.randomInt('a')],
  ['max 1.5', () => c.randomInt(1.5)],
  ['max unsafe', () => c.randomInt(0, 2 ** 60)],
  ['min a', () => c.randomInt('a', 5)],
  ['randomInt callback 5', () => c.randomInt(0, 5, 5)],
  ['uuid', () => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(c.randomUUID({ disableEntropyCache: true }))],
  ['uuid 5', () => c.randomUUID(5)],
  ['uuid with 5', () => c.randomUUID({ disableEntropyCache: 5 })],
  ['fill a', () => c.randomFillSync('a')],
  ['fill beyond', () => c.randomFillSync(Buffer.alloc(3), 4)],
  ['fill more', () => c.randomFillSync(Buffer.alloc(3), 1, 4)],
  ['fill from a', () => c.randomFillSync(Buffer.alloc(3), 'a')],
  ['fill nothing', () => c.randomFillSync(Buffer.alloc(3), 1, 0)],
  ['fill the end', () => c.randomFillSync(Buffer.alloc(40), 38).subarray(0, 38)],
  ['fill words', () => c.randomFillSync(new Uint32Array(4), 3, 1).subarray(0, 3).join()],
  ['fill words beyond', () => c.randomFillSync(new Uint32Array(4), 3, 2)],
  ['fill a buffer', () => c.randomFillSync(new ArrayBuffer(0))],
  ['fill without a callback', () => c.randomFill(Buffer.alloc(3))],
  ['fill a, later', () => c.randomFill('a', () => {})],
  ['alike', () => c.timingSafeEqual(Buffer.from('abc'), new Uint8Array([97, 98, 99]))],
  ['not alike', () => c.timingSafeEqual(new Uint16Array([1]), Buffer.from([1, 1]))],
  ['compare texts', () => c.timingSafeEqual('a', 'b')],
  ['compare with a text', () => c.timingSafeEqual(Buffer.from('a'), 'b')],
  ['compare lengths', () => c.timingSafeEqual(Buffer.from('a'), Buffer.from('bb'))],
  ['getRandomValues', () => c.getRandomValues(new Uint8Array(0))],
  ['webcrypto', () => [c.webcrypto.subtle === c.subtle, typeof c.subtle.digest]],
  ['digest', async () => Buffer.from(await c.subtle.digest('SHA-256', Buffer.from('a')))],
  ['secret', () => [c.generateKeySync('hmac', { length: 65 }).symmetricKeySize, c.generateKeySync('aes', { length: 192 }).symmetricKeySize]],
  ['secret aes 64', () => c.generateKeySync('aes', { length: 64 })],
  ['secret foo', () => c.generateKeySync('foo', { length: 64 })],
  ['secret hmac 5', () => c.generateKeySync('hmac', { length: 5 })],
  ['secret without options', () => c.generateKeySync('hmac')]
])
for (const [what, act] of calls) await attempt(what, act)
await told('bytes, later', (tell) => c.randomBytes(0, tell))
await told('number, later', (tell) => c.randomInt(1, tell))
await told('number of two, later', (tell) => c.randomInt(4, 5, tell))
await told('fill, later', (tell) => c.randomFill(Buffer.alloc(3), 3, tell))
await told('fill part, later', (tell) => c.randomFill(Buffer.alloc(3), 1, 0, tell))
record('later is later', await new Promise((resolve) => {
  let returned = false
  c.randomBytes(1, () => resolve(returned))
  returned = true
}))
done()
