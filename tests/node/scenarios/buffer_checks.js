import buffer, { Buffer } from 'node:buffer'
import util from 'node:util'
import { record, done } from './transcript.js'
const full = (e) => e?.message ? [e.name, e.code, e.message].map((x) => x ?? '-').join('|') : e
const at = (name, f) => { try { record(name, f()) } catch (e) { record(name, full(e)) } }
const str = (v) => typeof v === 'symbol' ? 'symbol' : typeof v === 'function' ? 'fn' : util.inspect(v)
const b = Buffer.from('0123456789é€')
const enc = ['utf8', 'ucs2', 'utf16le', 'latin1', 'binary', 'ascii', 'hex', 'base64', 'base64url']
for (const e of ['utf8', 'latin1', 'ascii', 'hex', 'ucs2', 'base64', 'base64url']) {
  at(e + 'Slice', () => b[e + 'Slice'](2, 14)); at(e + 'Slice all', () => b[e + 'Slice']()); at(e + 'Slice over', () => b[e + 'Slice'](0, 999)); at(e + 'Slice neg', () => b[e + 'Slice'](-1)); at(e + 'Slice rev', () => b[e + 'Slice'](5, 2))
  at(e + 'Write', () => { const t = Buffer.alloc(10); return [t[e + 'Write']('616263', 1, 4), t.toString('hex')] }); at(e + 'Write over', () => Buffer.alloc(4)[e + 'Write']('6162', 9)); at(e + 'Write all', () => { const t = Buffer.alloc(4); return [t[e + 'Write']('61626364656667'), t] }); at(e + 'Write bad', () => Buffer.alloc(4)[e + 'Write'](5))
}
at('poolSize', () => [Buffer.poolSize, buffer.INSPECT_MAX_BYTES, buffer.kMaxLength, buffer.kStringMaxLength, buffer.constants])
at('offset', () => { const x = Buffer.from(new ArrayBuffer(8), 2, 3); return [x.offset, x.byteOffset, x.parent === x.buffer] })
for (const v of [undefined, null, 5, true, {}, [], () => {}, NaN, -1, 1.5, Infinity, '', 'abc', new Date(0), { length: 3 }, { length: 'x' }, { type: 'Buffer', data: [1, 2] }, new String('xy'), { valueOf: () => 'v' }, { [Symbol.toPrimitive]: () => 'p' }, new Map(), new Uint16Array([256, 1]), new DataView(new ArrayBuffer(2)), new ArrayBuffer(2), [1, 'a', 300, -1, '0x10']]) {
  at('from ' + str(v), () => Buffer.from(v)); at('alloc ' + str(v), () => Buffer.alloc(typeof v === 'number' && v > 100 ? -5 : v).length); at('allocUnsafe ' + str(v), () => Buffer.allocUnsafe(v).length); at('byteLength ' + str(v), () => Buffer.byteLength(v)); at('concat ' + str(v), () => Buffer.concat(v)); at('concat len ' + str(v), () => Buffer.concat([b], v).length); at('isBuffer ' + str(v), () => Buffer.isBuffer(v)); at('isEncoding ' + str(v), () => Buffer.isEncoding(v))
  at('compare ' + str(v), () => Buffer.compare(v, b)); at('cmp ' + str(v), () => b.compare(v)); at('cmp range ' + str(v), () => b.compare(b, v)); at('cmp range4 ' + str(v), () => b.compare(b, 0, 3, 0, v)); at('equals ' + str(v), () => b.equals(v)); at('indexOf ' + str(v), () => b.indexOf(v)); at('indexOf off ' + str(v), () => b.indexOf('5', v)); at('lastIndexOf ' + str(v), () => b.lastIndexOf(v)); at('lastIndexOf off ' + str(v), () => b.lastIndexOf('5', v)); at('includes ' + str(v), () => b.includes('5', v))
  at('fill ' + str(v), () => Buffer.alloc(6).fill(v)); at('fill off ' + str(v), () => Buffer.alloc(6).fill('a', v)); at('fill end ' + str(v), () => Buffer.alloc(6).fill('a', 0, v)); at('fill enc ' + str(v), () => Buffer.alloc(6).fill('a', 0, 6, v)); at('alloc fill ' + str(v), () => Buffer.alloc(4, v)); at('alloc enc ' + str(v), () => Buffer.alloc(4, 'ab', v))
  if (typeof v !== 'object' && typeof v !== 'function') at('toString enc ' + str(v), () => b.toString(v)); at('toString start ' + str(v), () => b.toString('latin1', v)); at('toString end ' + str(v), () => b.toString('latin1', 0, v)); at('slice ' + str(v), () => b.slice(v).length); at('subarray ' + str(v), () => b.subarray(1, v).length)
  at('write ' + str(v), () => Buffer.alloc(5).write(v)); at('write off ' + str(v), () => Buffer.alloc(5).write('ab', v)); at('write len ' + str(v), () => Buffer.alloc(5).write('ab', 1, v)); if (typeof v !== 'object' && typeof v !== 'function') at('write enc ' + str(v), () => Buffer.alloc(5).write('ab', 0, 2, v))
  at('copy t ' + str(v), () => b.copy(v)); at('copy ts ' + str(v), () => b.copy(Buffer.alloc(5), v)); at('copy ss ' + str(v), () => b.copy(Buffer.alloc(5), 0, v)); at('copy se ' + str(v), () => b.copy(Buffer.alloc(5), 0, 0, v))
  at('readUInt8 ' + str(v), () => b.readUInt8(v)); at('readInt32LE ' + str(v), () => b.readInt32LE(v)); at('readDoubleBE ' + str(v), () => b.readDoubleBE(v)); at('readUIntBE len ' + str(v), () => b.readUIntBE(0, v)); at('readBigInt64LE ' + str(v), () => b.readBigInt64LE(v)); at('writeUInt8 ' + str(v), () => Buffer.alloc(2).writeUInt8(v)); at('writeInt16BE ' + str(v), () => Buffer.alloc(2).writeInt16BE(v)); if (v !== Infinity) at('writeBigInt64LE ' + str(v), () => Buffer.alloc(8).writeBigInt64LE(v)); at('writeFloatLE ' + str(v), () => { const t = Buffer.alloc(4); t.writeFloatLE(v); return t }); at('writeIntLE ' + str(v), () => Buffer.alloc(8).writeIntLE(v, 0, 6)); at('writeUIntBE off ' + str(v), () => Buffer.alloc(8).writeUIntBE(1, v, 3))
  at('isUtf8 ' + str(v), () => buffer.isUtf8(v)); at('isAscii ' + str(v), () => buffer.isAscii(v)); at('transcode ' + str(v), () => buffer.transcode(v, 'utf8', 'latin1')); at('transcode enc ' + str(v), () => buffer.transcode(Buffer.from('€'), 'utf8', v)); at('atob ' + str(v), () => buffer.atob(v)); at('btoa ' + str(v), () => buffer.btoa(v)); at('copyBytesFrom ' + str(v), () => Buffer.copyBytesFrom(v)); at('copyBytesFrom off ' + str(v), () => Buffer.copyBytesFrom(new Uint16Array([1, 2]), v)); at('SlowBuffer ' + str(v), () => buffer.SlowBuffer(v).length); at('Buffer() ' + str(v), () => Buffer(v).length); at('new Buffer ' + str(v), () => new Buffer(v).length)
}
at('copyBytesFrom len', () => [Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1), Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 9), Buffer.copyBytesFrom(new Uint16Array([1]), 0, 9)])
for (const s of ['', 'YQ', 'YQ=', 'YQ==', 'Y', 'Y Q = =', 'Y*', ' YWJj\n', 'YWJjZA===', '=', 'A===', 'YW=Jj', 'é', '-_']) { at('atob ' + s, () => buffer.atob(s)); at('b64 ' + s, () => Buffer.from(s, 'base64')); at('b64url ' + s, () => Buffer.from(s, 'base64url')) }
at('btoa bad', () => buffer.btoa('€')); at('btoa none', () => buffer.btoa()); at('atob none', () => buffer.atob())
for (const s of ['abc', 'abcg', 'a', 'zz', '0G', 'abxxcd', '\u0130a']) at('hex ' + s, () => Buffer.from(s, 'hex'))
for (const [f, t] of [['utf8', 'ascii'], ['utf8', 'latin1'], ['utf8', 'ucs2'], ['utf8', 'utf16le'], ['latin1', 'utf8'], ['ucs2', 'utf8'], ['binary', 'utf16le'], ['hex', 'utf8'], ['utf8', 'base64']]) at(`transcode ${f} ${t}`, () => buffer.transcode(Buffer.from('t€é'), f, t))
at('inspect', () => [util.inspect(Buffer.alloc(60)), util.inspect(Buffer.from('ab')), util.inspect(Object.assign(Buffer.from('ab'), { x: 1 })), Buffer.from('a').inspect()])
at('inspect max', () => { const o = buffer.INSPECT_MAX_BYTES; buffer.INSPECT_MAX_BYTES = 2; const r = util.inspect(Buffer.from('abcd')); buffer.INSPECT_MAX_BYTES = o; return r })
at('inspect max bad', () => { buffer.INSPECT_MAX_BYTES = 'x' })
at('toJSON', () => JSON.stringify(Buffer.from('a')))
at('iter', () => [[...Buffer.from('ab').entries()], [...Buffer.from('ab').keys()], [...Buffer.from('ab').values()]])
at('of', () => [Buffer.of(1, 2), Buffer.of() instanceof Buffer, Buffer.from('a').map((x) => x + 1) instanceof Buffer, Buffer.from('abc').filter(() => true) instanceof Buffer])
at('swap', () => [Buffer.from('abcd').swap16().toString(), Buffer.from('abcd').swap32().toString(), Buffer.from('abcdefgh').swap64().toString()])
at('swap bad', () => Buffer.alloc(3).swap16())
for (const e of enc) { at('idx enc ' + e, () => Buffer.from('this is a test', e).indexOf(Buffer.from('test', e).toString(e), 0, e)); at('round ' + e, () => Buffer.from(Buffer.from('héllo€').toString(e), e)); at('byteLength ' + e, () => Buffer.byteLength('aGVsbG8=', e)); at('fill ' + e, () => Buffer.alloc(7).fill('6162', e)); at('alloc ' + e, () => Buffer.alloc(7, '6162', e)); at('last ' + e, () => Buffer.from('abcabc', e).lastIndexOf('abc', undefined, e)) }
at('surrogate', () => [Buffer.from('\ud800x'), Buffer.from('\ud83d\ude00'), Buffer.byteLength('\ud800')])
at('utf8 cut', () => { const t = Buffer.alloc(4); return [t.write('ab€'), t, t.write('€€'), t] })
at('utf8 bad', () => Buffer.from([0xff, 0x61, 0xe2, 0x82, 0xf0, 0x9f]).toString())
at('bom', () => Buffer.from([0xef, 0xbb, 0xbf, 0x61]).toString())
at('ucs2 odd', () => Buffer.from([0x61, 0, 0x62]).toString('ucs2'))
at('ascii high', () => Buffer.from([0xe9, 0x61]).toString('ascii'))
at('idx empty', () => [b.indexOf(''), b.indexOf('', 5), b.indexOf('', 99), b.lastIndexOf(''), b.lastIndexOf('', 2), b.indexOf(Buffer.alloc(0)), b.includes('')])
at('idx num', () => [b.indexOf(0x31 + 256), b.indexOf(-1), b.indexOf(49.9), b.lastIndexOf(49), b.indexOf('1', -99), b.indexOf('9', -9), b.indexOf('1', '2'), b.lastIndexOf('1', -99)])
at('concat', () => [Buffer.concat([]), Buffer.concat([b, b], 3), Buffer.concat([Buffer.from('a')], 3), Buffer.concat([new Uint8Array([1])])])
at('arraylike', () => [Buffer.from({ 0: 1, 1: 2, length: 2 }), Buffer.from({ length: -1 }), Buffer.from(new Proxy([1], {}))])
at('resolveObjectURL', () => [buffer.resolveObjectURL('blob:nodedata:x'), buffer.resolveObjectURL('nope')])
at('resolve real', () => { const id = URL.createObjectURL(new Blob(['x'])); const r = buffer.resolveObjectURL(id); URL.revokeObjectURL(id); return [r?.size, buffer.resolveObjectURL(id)] })
done()
