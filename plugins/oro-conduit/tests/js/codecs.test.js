import { decodeMessage, encodeMessage, primitive } from 'oro:conduit/wire/frame-v1'
import { FrameReader, HEADER, KIND, MAX_FRAME, readBlock, writeFrame } from 'oro:conduit/wire/frame-v2'
import { ByteWriter } from 'oro:conduit/wire/bytes'
import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { bytesOf, chance, hexOf } from './support.js'

const WITH_HEADERS = [KIND.OPEN, KIND.HEAD, KIND.ERROR, KIND.MESSAGE, KIND.ANSWER]

test('version 1: every shared vector reads and writes', async (t) => {
  const { valid, invalid, primitives } = await vectors('conduit_v1')
  for (const { name, hex, headers, values, payload } of valid) {
    const message = decodeMessage(bytesOf(hex))
    t.deepEqual([{ ...message.options }, hexOf(message.payload)], [values, payload], `reads ${name}`)
    t.equal(hexOf(encodeMessage(headers, bytesOf(payload))), hex, `writes ${name}`)
  }
  for (const { name, hex, error } of invalid) t.equal(ruleOf(() => decodeMessage(bytesOf(hex))), error, name)
  for (const { text, value } of primitives) t.ok(primitive(text) === value, `"${text}" is ${value}`)
})

test('version 1: what does not fit is an error, never cut off', async (t) => {
  const { limits } = await vectors('conduit_v1')
  const text = (/** @type {number} */ size) => 'x'.repeat(size)
  const many = (/** @type {number} */ size) => Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, 1]))
  /** @type {[string, (size: number) => any][]} */
  const cases = [
    ['headers', (size) => encodeMessage(many(size))],
    ['key', (size) => encodeMessage({ [text(size)]: '' })],
    ['value', (size) => encodeMessage({ k: text(size) })],
    ['payload', (size) => encodeMessage({}, new Uint8Array(size))]
  ]
  for (const [name, encode] of cases) {
    t.ok(decodeMessage(encode(limits[name])), `${limits[name]} fits ${name}`)
    t.throws(() => encode(limits[name] + 1), RangeError, `one more does not fit ${name}`)
  }
  t.throws(() => encodeMessage({ bad: /** @type {any} */ ({}) }), TypeError)
  t.throws(() => encodeMessage({ bad: 'half \ud83d' }), TypeError)
  t.deepEqual({ ...decodeMessage(encodeMessage({ a: undefined, b: 5n })).options }, { b: 5 }, 'undefined is left out')
})

test('version 1: any message comes back, any bytes are a message or a ProtocolError', (t) => {
  const random = chance()
  for (let round = 0; round < 300; round++) {
    const options = Object.fromEntries(random.list(6, () => [random.text(20), random.pick([true, false, null, random.int(1e9) - 5e8, `t${random.text(200)}`])]))
    const payload = random.bytes(random.pick([0, 5, 300, 65535]))
    const encoded = encodeMessage(options, payload)
    const back = decodeMessage(encoded)
    if (!same({ ...back.options }, options) || hexOf(back.payload) !== hexOf(payload)) return t.fail(`${random}, round ${round}`)
    const broken = random.broken(encoded)
    const rule = ruleOf(() => decodeMessage(broken))
    if (rule === undefined) return t.fail(`${random}, round ${round}: no ProtocolError for ${hexOf(broken)}`)
  }
  t.pass(`300 rounds, ${random}`)
})

test('version 2: every shared vector reads and writes', async (t) => {
  const { frames, invalid } = await vectors('conduit_v2')
  for (const frame of frames) {
    const [read, ...more] = readAll([bytesOf(frame.hex)])
    t.equal(more.length, 0, `${frame.name} is one frame`)
    t.deepEqual([read.kind, read.flags, read.stream], [KIND[/** @type {'OPEN'} */ (frame.kind)], flagsOf(frame), frame.stream], `reads ${frame.name}`)
    const headers = frame.headers && Object.fromEntries(frame.headers.map((/** @type {any} */ [key, value]) => [key, valueOf(value)]))
    const body = frame.headers ? readBlock(read.kind, read.payload, 0, read.payload.length) : null
    if (body) t.ok(same({ ...body.headers }, headers) && hexOf(body.body) === frame.body, `reads the headers of ${frame.name}`)
    else t.equal(hexOf(read.payload), frame.payload)
    const writer = new ByteWriter(1)
    writeFrame(writer, read.kind, read.flags, read.stream, headers ?? null, bytesOf(frame.body ?? frame.payload))
    t.equal(hexOf(writer.written), frame.hex, `writes ${frame.name}`)
  }
  for (const { name, hex, error, close } of invalid) {
    const found = errorOf(() => readBlocks(bytesOf(hex)))
    t.deepEqual([found?.rule, found?.close], [error, close], name)
  }
})

test('version 2: any frames come back, however their bytes are split', (t) => {
  const random = chance()
  for (let round = 0; round < 200; round++) {
    const writer = new ByteWriter(16)
    const frames = random.list(8, () => randomFrame(random))
    for (const { kind, flags, stream, headers, body } of frames) writeFrame(writer, kind, flags, stream, headers, body)
    const whole = writer.bytes.slice(0, writer.length)
    const read = readAll(random.split(whole))
    if (read.length !== frames.length) return t.fail(`${random}, round ${round}: ${read.length} frames of ${frames.length}`)
    for (const [index, { kind, payload }] of read.entries()) {
      const { headers, body } = frames[index]
      const block = headers ? readBlock(kind, payload, 0, payload.length) : { headers: null, body: payload }
      if (hexOf(block.body) !== hexOf(body ?? new Uint8Array())) return t.fail(`${random}, round ${round}: the body of frame ${index}`)
      if (headers && !same({ ...block.headers }, headers)) return t.fail(`${random}, round ${round}: the headers of frame ${index}`)
    }
    const broken = random.broken(whole)
    if (ruleOf(() => readBlocks(broken)) === undefined) return t.fail(`${random}, round ${round}: no ProtocolError for ${hexOf(broken)}`)
  }
  t.pass(`200 rounds, ${random}`)
})

test('version 2: what cannot be written leaves no trace', (t) => {
  const writer = new ByteWriter(8)
  writeFrame(writer, KIND.PING, 0, 0, null, new Uint8Array([1]))
  const before = hexOf(writer.written)
  const wrong = [{ a: Symbol('no') }, { a: 'half \udc00' }, { a: [['one']] }, { ['k'.repeat(256)]: 1 }, { a: 10n ** 4096n }]
  for (const headers of wrong) t.throws(() => writeFrame(writer, KIND.MESSAGE, 0, 0, /** @type {any} */ (headers)))
  t.equal(hexOf(writer.written), before)
  t.equal(HEADER + MAX_FRAME, 16777226)
})

/**
 * @param {string} name
 * @returns {Promise<any>}
 */
async function vectors (name) {
  const { err, data } = await ipc.request('test.vectors', { name })
  if (err) throw err
  return data
}

/** @param {Uint8Array<ArrayBuffer>[]} pieces */
function readAll (pieces) {
  const reader = new FrameReader()
  /** @type {{ kind: number, flags: number, stream: number, payload: Uint8Array<ArrayBuffer> }[]} */
  const frames = []
  for (const piece of pieces) {
    reader.push(piece, (kind, flags, stream, bytes, start, end) => frames.push({ kind, flags, stream, payload: bytes.slice(start, end) }))
  }
  return frames
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function readBlocks (bytes) {
  for (const { kind, payload } of readAll([bytes])) {
    if (WITH_HEADERS.includes(/** @type {any} */ (kind))) readBlock(kind, payload, 0, payload.length)
  }
}

/** @param {import('./support.js').Random} random */
function randomFrame (random) {
  const kind = random.pick(Object.values(KIND))
  const stream = kind >= KIND.PING && kind <= KIND.MESSAGE ? 0 : 1 + random.int(0xfffffffe)
  const headers = WITH_HEADERS.includes(/** @type {any} */ (kind)) ? random.headers() : null
  const bodiless = [KIND.END, KIND.CANCEL, KIND.HEAD, KIND.ERROR].includes(/** @type {any} */ (kind))
  const body = kind === KIND.CREDIT ? new Uint8Array([0, 0, 1, 0]) : bodiless ? null : random.bytes(random.pick([0, 1, 100, 5000]))
  return { kind, flags: 0, stream, headers, body }
}

/** @param {any} frame of the vectors */
function flagsOf ({ end, duplex }) {
  return (end ? 1 : 0) | (duplex ? 2 : 0)
}

/** @param {any} described a value of the vectors */
function valueOf ({ type, value }) {
  if (type === 'number') return Number(value)
  if (type === 'bigint') return BigInt(value)
  if (type === 'bytes') return bytesOf(value)
  if (type === 'string' || type === 'list') return value
  return { null: null, true: true, false: false }[/** @type {'null'} */ (type)]
}

/**
 * Whether two values are alike, types included.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
function same (one, other) {
  if (typeof one !== 'object' || one === null) return Object.is(one, other)
  if (one instanceof Uint8Array) return other instanceof Uint8Array && hexOf(one) === hexOf(other)
  const keys = Object.keys(one)
  return typeof other === 'object' && other !== null && Object.keys(other).length === keys.length &&
    keys.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]))
}

/** @param {() => void} act */
function errorOf (act) {
  try {
    act()
    return null
  } catch (error) {
    return /** @type {any} */ (error)
  }
}

/**
 * The rule a ProtocolError names, null when nothing was thrown, undefined when something else was.
 * @param {() => void} act
 * @returns {string | null | undefined}
 */
function ruleOf (act) {
  const error = errorOf(act)
  return error === null ? null : error.rule
}
