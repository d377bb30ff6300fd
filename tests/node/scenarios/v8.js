import { Buffer } from 'node:buffer'
import http2 from 'node:http2'
import { inspect } from 'node:util'
import v8 from 'node:v8'
import { attempt, done, record } from './transcript.js'

const loop = /** @type {any} */ ({ a: 1 })
loop.self = loop
const sparse = [1, 2, 3]
delete sparse[1]
const error = Object.assign(new TypeError('wrong', { cause: 1 }), { stack: 'a stack' })
const values = /** @type {Record<string, any>} */ ({
  integers: [0, 1, -1, 2 ** 30, -(2 ** 31)],
  doubles: [0.5, -0, NaN, Infinity, 2 ** 31, 1e300],
  texts: ['', 'abc', 'é', 'Ж', 'aЖ', 'x'.repeat(300), '\ud800'],
  simple: [true, false, null, undefined],
  bigints: [0n, 10n, -(2n ** 70n)],
  loop,
  sparse,
  more: Object.assign([1], { x: 2 }),
  keys: { 1: 'one', x: 'ex' },
  map: new Map([[1, { a: 2 }]]),
  set: new Set([1, 'x']),
  date: new Date(5),
  pattern: /a\/b/giu,
  objects: [Object(1), Object('x'), Object(true), Object(5n)],
  bytes: new Uint8Array([1, 2]),
  views: [new Float64Array([1.5]), new BigInt64Array([1n]), new Int8Array(0)],
  buffer: new ArrayBuffer(3),
  instance: new (class A { x = 1 })(),
  nested: [[{ b: [loop] }]],
  error
})
for (const [name, value] of Object.entries(values)) {
  const written = v8.serialize(value)
  record(name, written.toString('hex'))
  record(`${name} again`, inspect(v8.deserialize(written), { depth: 9 }))
}
record('Buffer', [v8.serialize(Buffer.from('hello')).toString('hex'), Buffer.isBuffer(v8.deserialize(v8.serialize(Buffer.from('hello'))))])
for (const value of [() => {}, Symbol('x'), new WeakMap(), { inside: function f () {} }]) {
  try {
    v8.serialize(value)
    record('cloned')
  } catch (refused) {
    record('refused', /** @type {Error} */ (refused).message)
  }
}
const writer = new v8.Serializer()
writer.writeHeader()
record('written', writer.writeValue(new Uint8Array([1, 2, 3])))
writer.writeValue([new Int16Array([5])])
writer.writeUint64(1, 2)
writer.writeDouble(2)
writer.writeUint32(300)
writer.writeRawBytes(Buffer.from('raw'))
const bytes = writer.releaseBuffer()
record('Serializer', bytes.toString('hex'))
const reader = new v8.Deserializer(bytes)
record('Deserializer', [reader.readHeader(), reader.getWireFormatVersion(), reader.readValue(), reader.readValue()[0][0], reader.readUint64(), reader.readDouble(), reader.readUint32(), reader.readRawBytes(3).toString()])
for (const wrong of [Buffer.from([1, 2]), Buffer.from([0xff, 0x01]), Buffer.from([0xff, 0x0f, 0x6f])]) {
  try {
    record('read', v8.deserialize(wrong))
  } catch (refused) {
    record('unreadable', /** @type {Error} */ (refused).message)
  }
}

record('constants', http2.constants)
record('settings', { ...http2.getDefaultSettings() })
const packed = http2.getPackedSettings({ headerTableSize: 1, enablePush: false, maxFrameSize: 20000, enableConnectProtocol: true })
record('packed', packed.toString('hex'))
record('unpacked', http2.getUnpackedSettings(packed))
attempt('length', () => http2.getUnpackedSettings(Buffer.alloc(3)))
attempt('value', () => http2.getPackedSettings({ maxFrameSize: 1 }))
done()
