import { Buffer } from 'node:buffer'
import { finished } from 'node:stream/promises'
import util from 'node:util'
import zlib_ from 'node:zlib'
import { attempt, done, record } from './transcript.js'
const zlib = /** @type {any} */ (zlib_)
const later = () => quiet(() => {}, 3)
/** Wait until a value has stayed the same for so many turns of the loop; a slow machine has as many as a fast one. */
async function quiet (value, turns) {
  for (let last, left = turns; left > 0; left--) {
    await new Promise((r) => setTimeout(r, 10))
    const now = value()
    if (now !== last) [last, left] = [now, turns]
  }
}
/** Write, and wait until that has gone through the stream. */
const written = (stream, data) => new Promise((r) => stream.write(data, r))
/** events of a stream */
async function run (name, stream, feed, { hex = false } = {}) {
  const log = []; const out = []
  for (const e of ['end', 'close', 'finish']) stream.on(e, () => log.push(e))
  stream.on('error', (e) => log.push([e.code, e.errno, e.message, e.name]))
  stream.on('data', (d) => out.push(d))
  try { await feed(stream) } catch (e) { log.push(['threw', e.code, e.message]) }
  await Promise.race([finished(stream).catch(() => {}), quiet(() => `${stream.bytesWritten} ${log.length} ${out.length}`, 40)])
  const all = Buffer.concat(out)
  record(name, [log, hex ? all.toString('hex') : all.length, all.subarray(0, 40).toString('latin1'), stream.bytesWritten, stream.destroyed])
}
const two = Buffer.concat([zlib.gzipSync('abc'), zlib.gzipSync('def')])
for (let cut = 1; cut < two.length; cut++) await run('split ' + cut, zlib.createGunzip(), (s) => { s.write(two.subarray(0, cut)); s.end(two.subarray(cut)) })
for (let cut = 20; cut < 26; cut++) await run('unzip split ' + cut, zlib.createUnzip(), (s) => { s.write(two.subarray(0, cut)); s.end(two.subarray(cut)) })
await run('one by one', zlib.createGunzip(), (s) => { for (const b of two) s.write(Buffer.of(b)); s.end() })
await run('one by one unzip', zlib.createUnzip(), (s) => { for (const b of two) s.write(Buffer.of(b)); s.end() })
const one = zlib.gzipSync('abc')
for (const [n, t] of Object.entries({ zeros: [0, 0, 0], garbage: [10, 11, 12], half: [0x1f], halfbad: [0x1f, 0x8b], magicbad: [0x1f, 0x8b, 0xff, 0xff, 1, 2, 3, 4], zeromagic: [0, 0x1f, 0x8b] })) {
  attempt('trail sync ' + n, () => zlib.gunzipSync(Buffer.concat([one, Buffer.from(t)])).toString())
  attempt('trail unzip sync ' + n, () => zlib.unzipSync(Buffer.concat([one, Buffer.from(t)])).toString())
  await run('trail ' + n, zlib.createGunzip(), (s) => s.end(Buffer.concat([one, Buffer.from(t)])))
  await run('trail two writes ' + n, zlib.createGunzip(), (s) => { s.write(one); s.end(Buffer.from(t)) })
  await run('trail bytes ' + n, zlib.createGunzip(), (s) => { s.write(one); for (const b of t) s.write(Buffer.of(b)); s.end() })
}
const def = zlib.deflateSync('abc')
attempt('inflate trail', () => zlib.inflateSync(Buffer.concat([def, Buffer.from('xyz')])).toString())
await run('inflate trail', zlib.createInflate(), (s) => s.end(Buffer.concat([def, Buffer.from('xyz')])))
await run('inflate trail later', zlib.createInflate(), (s) => { s.write(def); s.end('xyz') })
await run('unzip of deflate bytes', zlib.createUnzip(), (s) => { for (const b of def) s.write(Buffer.of(b)); s.end() })
await run('unzip of nothing', zlib.createUnzip(), (s) => s.end())
await run('unzip one byte', zlib.createUnzip(), (s) => s.end(Buffer.of(0x1f)))
await run('gunzip nothing', zlib.createGunzip(), (s) => s.end())
await run('inflate nothing', zlib.createInflate(), (s) => s.end())
await run('gzip nothing', zlib.createGzip(), (s) => s.end(), { hex: true })
await run('gunzip cut', zlib.createGunzip(), (s) => s.end(one.subarray(0, 15)))
await run('inflate cut sync', zlib.createInflate({ finishFlush: zlib.constants.Z_SYNC_FLUSH }), (s) => s.end(def.subarray(0, 6)))
await run('data error then more', zlib.createInflate(), (s) => { s.write(Buffer.from('zzzzz')); s.write('more'); s.end() })
// members
attempt('keys', () => Object.keys(zlib).sort())
attempt('proto', () => Object.getOwnPropertyNames(Object.getPrototypeOf(zlib.Gzip.prototype)).sort())
attempt('proto2', () => Object.getOwnPropertyNames(Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip.prototype))).sort())
attempt('ctor names', () => [Object.getPrototypeOf(zlib.Gzip).name, Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip)).name])
attempt('const write', () => { zlib.constants.Z_OK = 10; return zlib.constants.Z_OK })
// info
attempt('info', () => { const r = zlib.gzipSync('abc', { info: true }); return [Object.keys(r), r.buffer.toString('hex'), r.engine.constructor.name, r.engine.bytesWritten] })
attempt('info brotli', () => { const r = zlib.brotliDecompressSync(zlib.brotliCompressSync('abc'), { info: true }); return [Object.keys(r), r.buffer.toString(), r.engine.constructor.name] })
record('info async', await new Promise((res) => zlib.deflate('abc', { info: true }, (e, r) => res([e, Object.keys(r), r.engine.constructor.name, r.engine.bytesWritten]))))
// handle
attempt('handle', () => { const z = zlib.createGzip(); return [typeof z._handle, z._handle?.constructor.name, typeof z._processChunk, z._defaultFlushFlag, z._finishFlushFlag, z._chunkSize, z._level, z._strategy, z._opts, z._info, z._maxOutputLength, z._closed, z._outOffset, z._outBuffer?.length, z._ended] })
attempt('processChunk', () => { const z = zlib.createDeflate(); const r = z._processChunk(Buffer.from('abc'), zlib.constants.Z_FINISH); return [r.toString('hex'), z._handle === null] })
attempt('processChunk sync flush', () => { const z = zlib.createDeflate(); const a = z._processChunk(Buffer.from('abc'), zlib.constants.Z_SYNC_FLUSH); const b = z._processChunk(Buffer.from('def'), zlib.constants.Z_FINISH); return [a.toString('hex'), b.toString('hex'), zlib.inflateSync(Buffer.concat([a, b])).toString()] })
attempt('processChunk error', () => { const z = zlib.createInflate(); z.on('error', () => {}); return z._processChunk(Buffer.from('zzzzzz'), zlib.constants.Z_FINISH) })
record('processChunk cb', await new Promise((r) => { const z = zlib.createDeflate(); const parts = []; z.on('data', (d) => parts.push(d.toString('hex'))); z._processChunk(Buffer.from('abc'), zlib.constants.Z_FINISH, (...a) => setTimeout(() => r([a, parts]), 10)) }))
attempt('flush closed', () => { const z = zlib.createGzip(); z.destroy(); z.flush(); return 'ok' })
// params
await run('params', zlib.createDeflate({ level: 9 }), async (s) => { s.write('abc'.repeat(100)); await new Promise((r) => s.params(0, 0, (e) => { record('params cb', [e, s._level, s._strategy]); r() })); s.write('def'.repeat(10)); s.end() }, { hex: true })
await run('params same', zlib.createDeflate({ level: 9 }), async (s) => { await new Promise((r) => s.params(9, 0, r)); s.end('x') }, { hex: true })
attempt('params bad', () => zlib.createDeflate().params(33, 0))
attempt('params bad2', () => zlib.createDeflate().params(0, 33))
attempt('params bad3', () => zlib.createDeflate().params('a', 3))
attempt('params bad4', () => zlib.createDeflate().params(NaN, 3))
await run('params on inflate', zlib.createInflate(), async (s) => { await new Promise((r) => s.params(3, 0, r)); s.end(def) })
// flush
for (const kind of [undefined, 'Z_NO_FLUSH', 'Z_PARTIAL_FLUSH', 'Z_SYNC_FLUSH', 'Z_FULL_FLUSH', 'Z_BLOCK', 'Z_FINISH']) {
  await run('flush ' + kind, zlib.createDeflate(), async (s) => {
    s.write('abc'); await new Promise((r) => kind ? s.flush(zlib.constants[kind], r) : s.flush(r)); const first = s.bytesWritten
    record('flushed ' + kind, first); s.write('def'); s.flush(); s.end('x')
  }, { hex: true })
}
await run('flush twice', zlib.createGzip(), async (s) => { s.write('abc'); s.flush(); s.flush(); s.flush(2); s.flush(2); s.end('d') }, { hex: true })
await run('flush ended', zlib.createGzip(), async (s) => { s.end('abc'); await later(); await new Promise((r) => s.flush(r)); record('flush cb after end') })
await run('flush before end', zlib.createGzip(), async (s) => { s.end('abc'); await new Promise((r) => s.flush(r)); record('flushed before end') })
// flush option
await run('flush option', zlib.createDeflate({ flush: zlib.constants.Z_SYNC_FLUSH }), async (s) => { await written(s, 'abc'); await written(s, 'def'); s.end() }, { hex: true })
await run('finishFlush', zlib.createDeflate({ finishFlush: zlib.constants.Z_SYNC_FLUSH }), async (s) => { s.end('abc') }, { hex: true })
// reset
await run('reset', zlib.createDeflate(), async (s) => { await written(s, 'abc'); s.reset(); await written(s, 'def'); s.end() }, { hex: true })
await run('reset inflate', zlib.createInflate(), async (s) => { await written(s, def); s.reset(); s.end(def) })
// bytesWritten
for (const k of ['Gzip', 'Deflate', 'DeflateRaw', 'BrotliCompress']) await run('bytesWritten ' + k, zlib['create' + k](), async (s) => { await written(s, 'abcd'.repeat(1000)); record('bw', s.bytesWritten); s.end('x') })
attempt('bytesRead', () => { const z = zlib.createGzip(); return [z.bytesRead, 'bytesRead' in z] })
attempt('bytesWritten set', () => { const z = zlib.createGzip(); z.bytesWritten = 5; return z.bytesWritten })
// maxOutputLength
for (const k of ['gunzip', 'inflate', 'unzip', 'brotliDecompress']) {
  const packed = { gunzip: zlib.gzipSync, inflate: zlib.deflateSync, unzip: zlib.gzipSync, brotliDecompress: zlib.brotliCompressSync }[k]('a'.repeat(100000))
  attempt('max ' + k, () => zlib[k + 'Sync'](packed, { maxOutputLength: 64 }))
  record('max async ' + k, await util.promisify(zlib[k])(packed, { maxOutputLength: 64 }).catch((e) => [e.name, e.code, e.message]))
  attempt('max exact ' + k, () => zlib[k + 'Sync'](packed, { maxOutputLength: 100000 }).length)
  record('max exact async ' + k, await util.promisify(zlib[k])(packed, { maxOutputLength: 100000 }).then((b) => b.length, (e) => [e.name, e.code, e.message]))
  await run('max stream ' + k, zlib['create' + k[0].toUpperCase() + k.slice(1)]({ maxOutputLength: 64 }), (s) => s.end(packed))
}
for (const v of [0, -1, 'a', 1.5, NaN, Infinity, 2 ** 53]) attempt('max value ' + v, () => zlib.gzipSync('a', { maxOutputLength: v }).length)
// options
for (const k of ['flush', 'finishFlush', 'chunkSize', 'windowBits', 'level', 'memLevel', 'strategy']) for (const v of ['test', Infinity, -Infinity, NaN, -2, 100, null, undefined, {}, 1.5, true]) {
  attempt(`opt ${k} ${String(v)}`, () => { zlib.createGzip({ [k]: v }); return 'ok' })
  attempt(`opt inflate ${k} ${String(v)}`, () => { zlib.createInflate({ [k]: v }); return 'ok' })
}
for (const v of ['x', 5, {}, null, new ArrayBuffer(4), new Uint16Array(3), new DataView(new ArrayBuffer(3)), true]) attempt('dict ' + util.inspect(v), () => { zlib.createDeflate({ dictionary: v }); return 'ok' })
attempt('windowBits 0 gzip', () => { zlib.createGzip({ windowBits: 0 }); return 'ok' })
attempt('windowBits 0 deflate', () => { zlib.createDeflate({ windowBits: 0 }); return 'ok' })
attempt('windowBits 0 gunzip', () => { zlib.createGunzip({ windowBits: 0 }); return 'ok' })
attempt('windowBits 8 raw', () => zlib.inflateRawSync(zlib.deflateRawSync('abcabc', { windowBits: 8 }), { windowBits: 8 }).toString())
attempt('windowBits 8 gz', () => zlib.gzipSync('abcabc', { windowBits: 8 }).toString('hex'))
attempt('windowBits 9 gz', () => zlib.gzipSync('abcabc', { windowBits: 9 }).toString('hex'))
attempt('windowBits 8', () => zlib.deflateSync('abcabc', { windowBits: 8 }).toString('hex'))
attempt('inflate small window', () => zlib.inflateSync(zlib.deflateSync('abcabc', { windowBits: 15 }), { windowBits: 8 }).toString())
attempt('null options', () => zlib.gzipSync('a', null).length)
attempt('string options', () => zlib.gzipSync('a', 'x').length)
attempt('createGzip null', () => { zlib.createGzip(null); return 'ok' })
// dictionaries
const dictionary = Buffer.from('some text that repeats')
const dd = zlib.deflateSync('some text that repeats, some text', { dictionary })
for (const [n, o] of Object.entries({ none: {}, bad: { dictionary: Buffer.from('x') }, good: { dictionary } })) {
  await run('dict stream ' + n, zlib.createInflate(o), (s) => s.end(dd))
  await run('dict bytes ' + n, zlib.createInflate(o), (s) => { for (const b of dd) s.write(Buffer.of(b)); s.end() })
  attempt('dict sync ' + n, () => zlib.inflateSync(dd, o).toString())
  const raw = zlib.deflateRawSync('some text that repeats, some text', { dictionary })
  await run('dict raw ' + n, zlib.createInflateRaw(o), (s) => s.end(raw))
}
attempt('dict gzip', () => zlib.gunzipSync(zlib.gzipSync('abc', { dictionary }), { dictionary }).toString())
await run('dict reset', zlib.createDeflate({ dictionary }), async (s) => { await written(s, 'some text'); s.reset(); s.end('some text') }, { hex: true })
// inputs
for (const v of [undefined, null, 5, {}, [], true, Symbol.iterator, new Date(0)]) {
  attempt('sync input ' + String(v), () => zlib.deflateSync(v))
  attempt('brotli sync input ' + String(v), () => zlib.brotliCompressSync(v))
}
for (const v of [new ArrayBuffer(5), new DataView(new ArrayBuffer(5)), new Uint16Array([1, 2]), new Float64Array([1.5])]) {
  attempt('input kind ' + v.constructor.name, () => zlib.gunzipSync(zlib.gzipSync(v)).toString('hex'))
  attempt('brotli input kind ' + v.constructor.name, () => zlib.brotliDecompressSync(zlib.brotliCompressSync(v)).toString('hex'))
}
for (const f of ['deflate', 'gunzip', 'brotliCompress', 'brotliDecompress']) { for (const cb of [undefined, null, 5, {}]) { attempt(f + ' cb ' + cb, () => zlib[f]('a', cb)); attempt(f + ' opts cb ' + cb, () => zlib[f]('a', {}, cb)) } }
// sync errors
for (const [k, d] of [['gunzipSync', 'zz'], ['gunzipSync', ''], ['inflateSync', ''], ['inflateSync', 'zz'], ['inflateRawSync', ''], ['unzipSync', ''], ['unzipSync', 'zz'], ['inflateRawSync', '\xff\xff'], ['brotliDecompressSync', ''], ['brotliDecompressSync', 'zz'], ['brotliDecompressSync', '\xff\xff\xff\xff\xff']]) {
  try { record(k + ' ' + d, zlib[k](Buffer.from(d, 'latin1'))) } catch (e) { record(k + ' ' + d, [e.name, e.code, e.errno, e.message, Object.keys(e)]) }
  record(k + ' async ' + d, await util.promisify(zlib[k.slice(0, -4)])(Buffer.from(d, 'latin1')).catch((e) => [e.name, e.code, e.errno, e.message]))
}
// brotli
const B = zlib.constants
{ const z = zlib.createBrotliCompress(); const parts = []; z.on('data', (d) => parts.push(d)); z.write('hello '.repeat(20)); await new Promise((r) => z.flush(r)); await later(); const d = zlib.createBrotliDecompress(); const got = []; d.on('data', (x) => got.push(x)); d.write(Buffer.concat(parts)); await later(); record('brotli flushed readable', Buffer.concat(got).toString()); attempt('sync finishFlush', () => zlib.brotliDecompressSync(Buffer.concat(parts), { finishFlush: B.BROTLI_OPERATION_FLUSH }).toString()) }
const bb = zlib.brotliCompressSync('abc'.repeat(1000) + Math.PI)
await run('brotli bytes', zlib.createBrotliDecompress(), (s) => { for (const b of bb) s.write(Buffer.of(b)); s.end() })
await run('brotli cut', zlib.createBrotliDecompress(), (s) => s.end(bb.subarray(0, 10)))
attempt('brotli cut sync', () => zlib.brotliDecompressSync(bb.subarray(0, 10)))
await run('brotli trailing', zlib.createBrotliDecompress(), (s) => s.end(Buffer.concat([bb, Buffer.from('xyz')])))
attempt('brotli trailing sync', () => zlib.brotliDecompressSync(Buffer.concat([bb, Buffer.from('xyz')])).length)
await run('brotli empty', zlib.createBrotliDecompress(), (s) => s.end())
await run('brotli bad', zlib.createBrotliDecompress(), (s) => s.end(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])))
await run('brotli compress empty', zlib.createBrotliCompress(), (s) => s.end(), { hex: true })
for (const params of [{ [B.BROTLI_PARAM_QUALITY]: 100 }, { 1000: 5 }, { [B.BROTLI_PARAM_QUALITY]: 'x' }, { [B.BROTLI_PARAM_LGBLOCK]: 20 }, { [B.BROTLI_PARAM_SIZE_HINT]: 3 }, { [-1]: 1 }]) {
  attempt('brotli params ' + JSON.stringify(params), () => { zlib.createBrotliCompress({ params }); return 'ok' })
  attempt('brotli sync params ' + JSON.stringify(params), () => zlib.brotliDecompressSync(zlib.brotliCompressSync('abc', { params })).toString())
}
attempt('brotli decoder params', () => { zlib.createBrotliDecompress({ params: { [B.BROTLI_DECODER_PARAM_LARGE_WINDOW]: true } }); return 'ok' })
attempt('brotli decoder params bad', () => { zlib.createBrotliDecompress({ params: { 99: true } }); return 'ok' })
attempt('brotli decoder flush bad', () => { zlib.createBrotliDecompress({ flush: 77 }); return 'ok' })
attempt('brotli decoder chunk bad', () => { zlib.createBrotliDecompress({ chunkSize: 1 }); return 'ok' })
attempt('brotli params method', () => typeof zlib.createBrotliCompress().params)
attempt('brotli reset', () => typeof zlib.createBrotliCompress().reset)
await run('brotli reset run', zlib.createBrotliCompress(), async (s) => { await written(s, 'abc'); s.reset(); s.end('def') })
// streams
attempt('objectMode', () => { const z = zlib.createGzip({ objectMode: true, readableObjectMode: true }); return [z.readableObjectMode, z.writableObjectMode] })
attempt('hwm', () => { const z = zlib.createGzip({ highWaterMark: 100 }); return [z.readableHighWaterMark, z.writableHighWaterMark] })
attempt('autoDestroy', () => { const z = zlib.createGzip({ autoDestroy: false, encoding: 'hex', emitClose: false }); return [z.readableEncoding, z._readableState.autoDestroy] })
await run('large chunk', zlib.createGunzip({ chunkSize: 64 }), (s) => s.end(zlib.gzipSync('y'.repeat(1000))))
{ const z = zlib.createGunzip({ chunkSize: 64 }); const sizes = []; z.on('data', (d) => sizes.push(d.length)); z.end(zlib.gzipSync('y'.repeat(300))); await finished(z); record('chunk sizes', sizes) }
{ const z = zlib.createDeflate(); z.write('a'); z.destroy(); await later(); record('destroyed', [z.destroyed, z._handle, z.closed]) }
{ const z = zlib.createDeflate(); z.on('error', (e) => record('destroy err', e.message)); z.destroy(new Error('boom')); await later() }
record('string encodings', await new Promise((r) => { const z = zlib.createGzip(); const p = []; z.on('data', (d) => p.push(d)).on('end', () => r(zlib.gunzipSync(Buffer.concat(p)).toString('hex'))); z.write('ff00', 'hex'); z.end('é', 'latin1') }))
{ const z = zlib.createGzip(); record('write order', []); const l = []; z.write('a', () => l.push('w1')); z.flush(() => l.push('f')); z.write('b', () => l.push('w2')); z.end(() => l.push('e')); z.resume(); await finished(z); await later(); record('order', l) }
attempt('Deflate is callable', () => [zlib.Deflate() instanceof zlib.Deflate, new zlib.Deflate() instanceof zlib.Deflate])
done()
