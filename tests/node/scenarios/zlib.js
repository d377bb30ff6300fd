import { Buffer } from 'node:buffer'
import { finished, pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import util from 'node:util'
import zlib from 'node:zlib'
import { attempt, done, record } from './transcript.js'

const text = 'some text that repeats, that repeats, that repeats '.repeat(50)
const random = Buffer.from(Array.from({ length: 70000 }, (_, index) => (index * 7919 + (index >> 3) * 31) & 255))
const any = /** @type {any} */ (zlib)
const pairs = [['deflateSync', 'inflateSync'], ['gzipSync', 'gunzipSync'], ['deflateRawSync', 'inflateRawSync'], ['deflateSync', 'unzipSync'], ['gzipSync', 'unzipSync']]
for (const [pack, unpack] of pairs) {
  for (const [name, input] of /** @type {[string, any][]} */ ([['text', text], ['empty', ''], ['random', random], ['view', new Uint16Array([1, 2, 3])]])) {
    attempt(`${pack} ${name} ${unpack}`, () => { const out = any[unpack](any[pack](input)); return [out.length, out.subarray(0, 20), zlib.crc32?.(out)] })
  }
  for (const level of [0, 1, 6, 9]) attempt(`${pack} level ${level}`, () => any[unpack](any[pack](text, { level, memLevel: 9, windowBits: 12 })).length)
  attempt(`${unpack} garbage`, () => any[unpack](Buffer.from('not compressed at all')))
  attempt(`${unpack} cut`, () => any[unpack](any[pack](text).subarray(0, 30)))
  attempt(`${unpack} cut flush`, () => any[unpack](any[pack](text).subarray(0, 30), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).length)
  attempt(`${unpack} trailing`, () => any[unpack](Buffer.concat([any[pack](text), Buffer.from([0, 0, 0, 0])])).length)
  attempt(`${unpack} too large`, () => any[unpack](any[pack](text), { maxOutputLength: 10 }).length)
}
attempt('members', () => zlib.gunzipSync(Buffer.concat([zlib.gzipSync('a'), zlib.gzipSync('b')])).toString())
const dictionary = Buffer.from('some text that repeats')
attempt('dictionary', () => zlib.inflateSync(zlib.deflateSync(text, { dictionary }), { dictionary }).toString() === text)
attempt('no dictionary', () => zlib.inflateSync(zlib.deflateSync(text, { dictionary })))
attempt('bad dictionary', () => zlib.inflateSync(zlib.deflateSync(text, { dictionary }), { dictionary: Buffer.from('x') }))
attempt('raw dictionary', () => zlib.inflateRawSync(zlib.deflateRawSync(text, { dictionary }), { dictionary }).toString() === text)
for (const options of [{ level: 10 }, { level: 'a' }, { windowBits: 3 }, { memLevel: 0 }, { strategy: 9 }, { chunkSize: 1 }, { dictionary: 5 }, { flush: -1 }, { finishFlush: 99 }]) {
  attempt(`options ${JSON.stringify(options)}`, () => zlib.deflateSync('a', /** @type {any} */ (options)))
}
for (const wrong of [undefined, null, 5, {}]) attempt(`input ${wrong}`, () => zlib.gzipSync(/** @type {any} */ (wrong)))
attempt('callback', () => zlib.gzip('a', /** @type {any} */ (5)))
record('called back', String(await util.promisify(zlib.gunzip)(await util.promisify(zlib.gzip)('promised'))))
record('called back with error', await util.promisify(zlib.gunzip)(Buffer.from('xxxxxxxxxxx')).catch((error) => [error.code, error.errno, error.message]))
const collected = []
await pipeline(Readable.from([text, text]), zlib.createGzip({ level: 9 }), zlib.createGunzip(), async (source) => { for await (const chunk of source) collected.push(chunk) })
record('pipeline', [Buffer.concat(collected).length, Buffer.concat(collected).toString() === text + text])
const broken = zlib.createGunzip()
broken.on('error', (error) => record('stream error', error))
broken.on('close', () => record('closed'))
broken.end('garbage')
await finished(broken).catch((error) => record('finished', error))
const flushed = zlib.createDeflate()
flushed.write('part')
await new Promise((resolve) => flushed.flush(() => resolve(undefined)))
record('flushed', zlib.inflateSync(flushed.read(), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString())
attempt('brotli', () => zlib.brotliDecompressSync(Buffer.from('iwyAaGVsbG8gYnJvdGxpLCBoZWxsbyBicm90bGkD', 'base64')).toString())
const { BROTLI_PARAM_MODE: MODE, BROTLI_PARAM_QUALITY: QUALITY, BROTLI_PARAM_LGWIN: LGWIN } = zlib.constants
for (const params of [undefined, { [QUALITY]: 0 }, { [QUALITY]: 5, [LGWIN]: 12 }, { [MODE]: 1, [QUALITY]: true }, { [QUALITY]: 99 }, { [LGWIN]: 3 }, { 77: 1 }, { x: 1 }, { [QUALITY]: 'a' }]) {
  for (const input of [text, 'short', random]) attempt(`brotli ${JSON.stringify(params)}`, () => zlib.brotliCompressSync(input, /** @type {any} */ ({ params })))
}
for (const options of [{ chunkSize: 1 }, { maxOutputLength: 3 }, { flush: 9 }, { finishFlush: -1 }]) attempt(`brotli ${JSON.stringify(options)}`, () => zlib.brotliCompressSync(text, options))
attempt('brotli of nothing', () => zlib.brotliDecompressSync(zlib.brotliCompressSync('')).length)
attempt('brotli of a number', () => zlib.brotliCompressSync(/** @type {any} */ (5)))
attempt('brotli without a callback', () => zlib.brotliCompress('a', /** @type {any} */ (5)))
record('brotli called back', await util.promisify(zlib.brotliCompress)(text))
const coded = /** @type {Buffer[]} */ ([])
await pipeline(Readable.from([text, text]), zlib.createBrotliCompress({ params: { [QUALITY]: 4 } }), zlib.createBrotliDecompress(), async (source) => { for await (const chunk of source) coded.push(chunk) })
record('brotli pipeline', Buffer.concat(coded).toString() === text + text)
const kinds = ['Deflate', 'Inflate', 'Gzip', 'Gunzip', 'DeflateRaw', 'InflateRaw', 'Unzip', 'BrotliCompress', 'BrotliDecompress']
attempt('classes', () => kinds.map((kind) => {
  const [called, made, own] = [any[kind](), new any[kind](), new (class Own extends any[kind] {})()]
  return [called instanceof any[kind], called.constructor === any[kind], made instanceof any[kind], own instanceof any[kind], own.constructor.name, any[kind].name]
}))
attempt('constants', () => [zlib.constants.Z_BEST_SPEED, zlib.codes.Z_OK, any.Z_SYNC_FLUSH])
done()
