import buffer, { Buffer } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'
import { attempt, done, record } from './transcript.js'

const encodings = ['utf8', 'UTF-8', 'ucs2', 'utf16le', 'latin1', 'binary', 'ascii', 'hex', 'base64', 'base64url', undefined, 'nonsense', '']
const texts = ['', 'a', 'é€😀', '0g12', 'abc', 'YWJj', 'YW Jj==', '-_+/', '\ud800x', 'ff0', 'Ťd', 'aaŤx']
for (const encoding of encodings) {
  for (const text of texts) {
    attempt(`from ${text.length} ${text.codePointAt(0)} ${encoding}`, () => Buffer.from(text, /** @type {any} */ (encoding)))
    attempt('byteLength', () => Buffer.byteLength(text, /** @type {any} */ (encoding)))
    attempt('write', () => { const bytes = Buffer.alloc(6); return [bytes.write(text, 1, 3, /** @type {any} */ (encoding)), bytes] })
    attempt('fill', () => Buffer.alloc(5).fill(text, 1, 4, /** @type {any} */ (encoding)))
    attempt('indexOf', () => Buffer.from('xxabcé€').indexOf(text, 1, /** @type {any} */ (encoding)))
  }
  for (const bytes of [[], [0xff, 0xfe, 0x41], [0xe2, 0x82, 0xac, 0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc0, 0x80, 0xed, 0xa0, 0x80], [0, 1, 2, 127, 128, 255]]) {
    attempt(`toString ${bytes} ${encoding}`, () => Buffer.from(bytes).toString(/** @type {any} */ (encoding)))
    attempt('slice', () => Buffer.from(bytes).toString(/** @type {any} */ (encoding), 1, 3))
    attempt('decoder', () => { const decoder = new StringDecoder(/** @type {any} */ (encoding)); return [...bytes.map((byte) => decoder.write(Buffer.from([byte]))), decoder.end()] })
  }
  attempt('isEncoding', () => Buffer.isEncoding(/** @type {any} */ (encoding)))
}
const bytes = Buffer.from([1, 2, 3, 4, 5, 6, 7, 0x88])
const numbers = ['UInt8', 'UInt16LE', 'UInt16BE', 'UInt32LE', 'UInt32BE', 'Int8', 'Int16LE', 'Int16BE', 'Int32LE', 'Int32BE', 'FloatLE', 'FloatBE', 'DoubleLE', 'DoubleBE', 'BigInt64LE', 'BigInt64BE', 'BigUInt64LE', 'BigUInt64BE']
const any = /** @type {any} */ (bytes)
for (const name of numbers) {
  for (const offset of [undefined, 0, 1, 7, 8, -1, 1.5, NaN, Infinity, 'a', null]) attempt(`read${name} ${offset}`, () => any[`read${name}`](offset))
  for (const value of [0, 1, -1, 127, 128, 255, 256, 65536, 2 ** 31, 2 ** 32, 1.7, 'x', undefined, NaN]) {
    const copy = /** @type {any} */ (Buffer.alloc(8))
    attempt(`write${name} ${value}`, () => [copy[`write${name}`](name.startsWith('Big') ? BigInt(Math.trunc(Number(value)) || 0) : value, 0), copy])
  }
}
for (const name of ['UIntLE', 'UIntBE', 'IntLE', 'IntBE']) {
  for (const size of [undefined, 0, 1, 3, 5, 6, 7, 1.5, 'a']) {
    attempt(`read${name} ${size}`, () => any[`read${name}`](1, size))
    attempt(`write${name} ${size}`, () => { const copy = /** @type {any} */ (Buffer.alloc(8)); return [copy[`write${name}`](-3, 1, size), copy] })
    attempt(`write${name} positive ${size}`, () => { const copy = /** @type {any} */ (Buffer.alloc(8)); return [copy[`write${name}`](100, 1, size), copy] })
  }
}
for (const value of [undefined, null, 5, {}, Symbol('x'), true, { length: 2, 0: 1 }, [1, 300, -1, 'a'], new Uint16Array([1, 256]), new ArrayBuffer(2), { type: 'Buffer', data: [1, 2] }, Object('str'), new Date(0)]) {
  attempt('from', () => Buffer.from(/** @type {any} */ (value)))
  for (const name of ['equals', 'compare', 'copy', 'indexOf', 'includes', 'write']) attempt(name, () => /** @type {any} */ (Buffer.from('ab'))[name](value))
  attempt('concat', () => Buffer.concat(/** @type {any} */ (value)))
  if (value) attempt('concat of', () => Buffer.concat(/** @type {any} */ ([value])))
  attempt('alloc', () => Buffer.alloc(/** @type {any} */ (value)))
  attempt('static compare', () => Buffer.compare(/** @type {any} */ (value), bytes))
}
attempt('offset', () => Buffer.from(new ArrayBuffer(3), 5))
attempt('length', () => Buffer.from(new ArrayBuffer(3), 1, 5))
attempt('alloc fill', () => [Buffer.alloc(5, 'ab'), Buffer.alloc(3, 1), Buffer.alloc(4, 'AQI=', 'base64')])
attempt('alloc hex', () => Buffer.alloc(3, 'zz', 'hex'))
attempt('concat', () => [Buffer.concat([Buffer.from('a'), new Uint8Array([98])]), Buffer.concat([bytes], 3), Buffer.concat([bytes], 10)])
attempt('compare', () => [bytes.compare(Buffer.from([1, 2])), Buffer.compare(Buffer.from('a'), Buffer.from('b')), bytes.compare(bytes, 1, 3, 2, 4), bytes.equals(Buffer.from(bytes))])
attempt('copy', () => { const to = Buffer.alloc(4); return [bytes.copy(to, 1, 2), to] })
attempt('swap', () => [Buffer.from([1, 2, 3, 4]).swap16(), Buffer.from([1, 2, 3, 4]).swap32(), Buffer.from(bytes).swap64()])
attempt('swap odd', () => Buffer.alloc(3).swap16())
attempt('index', () => [bytes.indexOf(3), bytes.indexOf(Buffer.from([7, 0x88])), bytes.lastIndexOf(1), bytes.includes(9), bytes.indexOf(3, -2), bytes.indexOf('')])
attempt('json', () => JSON.stringify(bytes))
attempt('parts', () => [bytes.subarray(2, 4), bytes.slice(-2), bytes.subarray(1).constructor.name])
attempt('limits', () => [buffer.kMaxLength > 2 ** 30, buffer.INSPECT_MAX_BYTES])
attempt('codes', () => [buffer.isUtf8(bytes), buffer.isAscii(bytes), buffer.transcode(Buffer.from('€é'), 'utf8', 'latin1'), buffer.atob('YWI='), buffer.btoa('ab')])
record('done')
for (const encoding of ['utf8', 'hex', 'base64', 'base64url', 'latin1', 'ascii', 'ucs2']) {
  const decoder = /** @type {any} */ (new StringDecoder(/** @type {any} */ (encoding)))
  const views = [new Uint8Array([120, 10, 0xe2, 0x82]), 'text', new DataView(new Uint8Array([0xac, 0xf0, 0x9f]).buffer), new Uint16Array([0x989f])]
  record(`decoder of views ${encoding}`, [decoder.encoding, views.map((view) => [decoder.write(view), decoder.lastNeed, decoder.lastTotal])])
  record(`decoder used again ${encoding}`, [decoder.end(), decoder.end(new Uint8Array([0xe2])), decoder.write(Buffer.from('a')), decoder.end('x'), decoder.lastNeed])
}
for (const bad of [5, null, undefined, {}, [1], new ArrayBuffer(2)]) attempt('decoder of no bytes', () => new StringDecoder().write(/** @type {any} */ (bad)))
record('decoder', [Object.keys(StringDecoder.prototype), Object.keys(new StringDecoder())])
done()
