import { Buffer } from 'node:buffer'
import util from 'node:util'
import fs from 'node:fs'
import fsp from 'node:fs/promises'
import os from 'node:os'
import { done, record } from './transcript.js'
const later = (n = 30) => new Promise((r) => setTimeout(r, n))
const dir = fs.mkdtempSync(`${fs.realpathSync(globalThis.isOroRuntime ? `${location.origin}/` : os.tmpdir())}/scenario-`)
const clean = (v) => typeof v === 'string' ? v.replaceAll(dir, '<dir>') : v
const full = (e) => e?.message ? [e.name, e.code, e.errno, e.syscall, clean(e.path), clean(e.dest), clean(e.message)].map((x) => x ?? '-').join('|') : e
const at = (name, f) => { try { const r = f(); record(name, typeof r === 'string' ? clean(r) : r) } catch (e) { record(name, full(e)) } }
const aw = async (name, f) => { let t; try { const r = await Promise.race([f(), new Promise((_, j) => { t = setTimeout(j, 4000, new Error('timeout')) })]); record(name, typeof r === 'string' ? clean(r) : r) } catch (e) { record(name, full(e)) } finally { clearTimeout(t) } }
const f = dir + '/f'; fs.writeFileSync(f, '0123456789')
// proc
at('proc', () => fs.readFileSync('/proc/self/comm', 'utf8').length > 0)
at('proc version', () => fs.readFileSync('/proc/version').length > 20)
await aw('proc cb', () => util.promisify(fs.readFile)('/proc/cpuinfo', 'utf8').then((t) => t.includes('processor')))
await aw('proc p', () => fsp.readFile('/proc/cpuinfo', 'utf8').then((t) => t.includes('processor')))
// promisify
const fd = fs.openSync(f, 'r+')
await aw('promisify read', async () => { const r = await util.promisify(fs.read)(fd, Buffer.alloc(4), 0, 4, 0); return [Object.keys(r), r.bytesRead, r.buffer.toString()] })
await aw('promisify write', async () => { const r = await util.promisify(fs.write)(fd, Buffer.from('ab'), 0, 2, 0); return [Object.keys(r), r.bytesWritten] })
await aw('promisify write str', async () => { const r = await util.promisify(fs.write)(fd, 'cd', 0); return [Object.keys(r), r.bytesWritten, r.buffer] })
await aw('promisify readv', async () => { const r = await util.promisify(fs.readv)(fd, [Buffer.alloc(2)], 0); return [Object.keys(r), r.bytesRead, r.buffers.length] })
await aw('promisify writev', async () => { const r = await util.promisify(fs.writev)(fd, [Buffer.from('x')], 0); return [Object.keys(r), r.bytesWritten] })
await aw('promisify exists', async () => [await util.promisify(fs.exists)(f), await util.promisify(fs.exists)(f + 'no')])
await aw('truncate fd', async () => { fs.truncateSync(fd, 5); await util.promisify(fs.truncate)(fd, 4); return fs.statSync(f).size })
at('readFile fd', () => fs.readFileSync(fd, 'utf8'))
at('read opts', () => fs.readSync(fd, { buffer: Buffer.alloc(2), position: 0 }))
await aw('read no buffer', () => new Promise((r) => fs.read(fd, (e, n, b) => r([e, n, b.length]))))
await aw('read opts cb', () => new Promise((r) => fs.read(fd, { position: 0 }, (e, n, b) => r([e, n, b.length]))))
class Opt { get position () { return 1 } get length () { return 1 } }
at('read inherited', () => { const b = Buffer.alloc(3); return [fs.readSync(fd, b, new Opt()), b.toString()] })
at('read inherited create', () => { const b = Buffer.alloc(3); return [fs.readSync(fd, b, Object.create({ position: 2, length: 1 })), b.toString()] })
at('readFile inherited', () => fs.readFileSync(f, Object.create({ encoding: 'utf8' })))
at('writeFile inherited', () => { fs.writeFileSync(f, 'Z', Object.create({ flag: 'a' })); return fs.readFileSync(f, 'utf8') })
at('rm inherited', () => { fs.rmSync(dir + '/no', Object.create({ force: true })); return 'ok' })
at('mkdir inherited', () => fs.mkdirSync(dir + '/m/n', Object.create({ recursive: true })))
at('readdir inherited', () => fs.readdirSync(dir, Object.create({ withFileTypes: true }))[0].constructor.name)
at('stat inherited', () => typeof fs.statSync(dir, Object.create({ bigint: true })).size)
at('appendFile inherited', () => { fs.appendFileSync(dir + '/ap', 'x', Object.create({ mode: 0o600 })); return fs.statSync(dir + '/ap').mode.toString(8) })
await aw('stream inherited', async () => { let t = ''; for await (const c of fs.createReadStream(f, Object.create({ encoding: 'utf8', start: 1, end: 2 }))) t += c; return t })
await aw('wstream inherited', async () => { const s = fs.createWriteStream(f, Object.create({ flags: 'a' })); s.end('Q'); await new Promise((r) => s.on('close', r)); return fs.readFileSync(f, 'utf8') })
fs.writeFileSync(f, '0123456789')
// streams
const collect = async (s) => { const ev = []; for (const e of ['open', 'ready', 'end', 'close', 'error']) s.on(e, (x) => ev.push(e === 'error' ? full(x) : e)); let t = ''; s.on('data', (c) => { t += c }); await Promise.race([new Promise((r) => s.on('close', r)), later(300)]); return [t, ev, s.bytesRead, s.pending, s.fd === null || s.fd] }
await aw('rs', () => collect(fs.createReadStream(f)))
await aw('rs start end', () => collect(fs.createReadStream(f, { start: 2, end: 4 })))
await aw('rs end only', () => collect(fs.createReadStream(f, { end: 4 })))
await aw('rs end 0', () => collect(fs.createReadStream(f, { end: 0 })))
await aw('rs missing', () => collect(fs.createReadStream(f + 'no')))
await aw('rs dir', () => collect(fs.createReadStream(dir)))
await aw('rs call', () => collect(fs.ReadStream(f)))
await aw('rs emitClose false', () => collect(fs.createReadStream(f, { emitClose: false })))
await aw('rs autoClose false', async () => { const s = fs.createReadStream(f, { autoClose: false }); const r = await collect(s); r[4] = typeof r[4]; fs.closeSync(s.fd); return r })
await aw('rs fd', async () => { const d = fs.openSync(f); return collect(fs.createReadStream(null, { fd: d })) })
await aw('rs fd start', async () => { const d = fs.openSync(f); return collect(fs.createReadStream('', { fd: d, start: 7 })) })
await aw('rs handle', async () => { const h = await fsp.open(f); const s = fs.createReadStream('', { fd: h }); const r = await collect(s); return [r, h.fd] })
await aw('rs handle method', async () => { const h = await fsp.open(f); const s = h.createReadStream({ start: 3 }); const r = await collect(s); return [r, h.fd] })
await aw('rs custom fs', async () => { const calls = []; const my = { open: (...a) => { calls.push('open'); return fs.open(...a) }, read: (...a) => { calls.push('read'); return fs.read(...a) }, close: (...a) => { calls.push('close'); return fs.close(...a) } }; return [await collect(fs.createReadStream(f, { fs: my })), calls] })
await aw('ws custom fs', async () => { const calls = []; const my = { open: (...a) => { calls.push('open'); return fs.open(...a) }, write: (...a) => { calls.push('write'); return fs.write(...a) }, close: (...a) => { calls.push('close'); return fs.close(...a) } }; const s = fs.createWriteStream(dir + '/cw', { fs: my }); s.end('hello'); await new Promise((r) => s.on('close', r)); return [calls, fs.readFileSync(dir + '/cw', 'utf8'), s.bytesWritten] })
await aw('ws custom writev', async () => { const calls = []; const my = { open: (...a) => { calls.push('open'); return fs.open(...a) }, writev: (fd, c, p, cb) => { calls.push('writev ' + c.length); return fs.writev(fd, c, p, cb) }, close: (...a) => { calls.push('close'); return fs.close(...a) } }; const s = fs.createWriteStream(dir + '/cw', { fs: my }); s.write('a'); s.write('b'); s.end('hello'); await new Promise((r) => s.on('close', r)); return [calls, fs.readFileSync(dir + '/cw', 'utf8')] })
at('rs custom no read', () => fs.createReadStream(f, { fs: { open () {}, read: null } }))
at('rs custom no open', () => fs.createReadStream(f, { fs: { open: 5 } }))
at('ws custom no write', () => fs.createWriteStream(f, { fs: { write: null, open () {}, close () {} } }))
await aw('patched read', async () => { const orig = fs.read; let n = 0; fs.read = function (...a) { n++; return orig.apply(this, a) }; try { return [await collect(fs.createReadStream(f)), n > 0] } finally { fs.read = orig } })
await aw('patched open', async () => { const orig = fs.open; let n = 0; fs.open = function (...a) { n++; return orig.apply(this, a) }; try { return [await collect(fs.createReadStream(f)), n] } finally { fs.open = orig } })
await aw('patched close error', async () => { const orig = fs.close; fs.close = (fd, cb) => orig(fd, () => cb(new Error('close err'))); try { return await collect(fs.createReadStream(f)) } finally { fs.close = orig } })
await aw('ws', async () => { const s = fs.createWriteStream(dir + '/w1'); const ev = []; for (const e of ['open', 'ready', 'finish', 'close']) s.on(e, () => ev.push(e)); s.write('ab'); record('ws pending', [s.pending, s.fd, s.bytesWritten, s.path === dir + '/w1', s.flags, s.mode]); s.end('cd'); await new Promise((r) => s.on('close', r)); return [ev, s.bytesWritten, s.closed, fs.readFileSync(dir + '/w1', 'utf8')] })
await aw('ws start', async () => { const s = fs.createWriteStream(dir + '/w1', { flags: 'r+', start: 1 }); s.end('XX'); await new Promise((r) => s.on('close', r)); return fs.readFileSync(dir + '/w1', 'utf8') })
await aw('ws missing', async () => { const s = fs.createWriteStream(dir + '/no/w1'); return full(await new Promise((r) => s.on('error', r))) })
await aw('ws flush', async () => { const s = fs.createWriteStream(dir + '/w2', { flush: true }); s.end('x'); await new Promise((r) => s.on('close', r)); return 'ok' })
at('ws flush bad', () => fs.createWriteStream(dir + '/w2', { flush: 'x' }))
await aw('ws handle', async () => { const h = await fsp.open(dir + '/w3', 'w'); const s = h.createWriteStream(); s.end('handle'); await new Promise((r) => s.on('close', r)); return [fs.readFileSync(dir + '/w3', 'utf8'), h.fd] })
await aw('ws call', async () => { const s = fs.WriteStream(dir + '/w4'); s.end('x'); await new Promise((r) => s.on('close', r)); return s instanceof fs.WriteStream })
await aw('ws encoding', async () => { const s = fs.createWriteStream(dir + '/w5', 'latin1'); s.end('é'); await new Promise((r) => s.on('close', r)); return fs.readFileSync(dir + '/w5').toString('hex') })
await aw('ws encoding2', async () => { const s = fs.createWriteStream(dir + '/w5', { defaultEncoding: 'hex' }); s.end('ff'); await new Promise((r) => s.on('close', r)); return fs.readFileSync(dir + '/w5').toString('hex') })
at('rs start > end', () => fs.createReadStream(f, { start: 5, end: 2 }))
at('rs start 2**53', () => fs.createReadStream(f, { start: 2 ** 53 }))
at('FileReadStream', () => [fs.FileReadStream === fs.ReadStream, fs.FileWriteStream === fs.WriteStream])
await aw('rs close cb', async () => { const s = fs.createReadStream(f); return new Promise((r) => s.close((e) => r(['closed', e]))) })
await aw('ws close cb', async () => { const s = fs.createWriteStream(dir + '/w6'); return new Promise((r) => s.close((e) => r(['closed', e]))) })
await aw('rs signal', async () => { const c = new AbortController(); const s = fs.createReadStream(f, { signal: c.signal }); c.abort(); return full(await new Promise((r) => s.on('error', r))) })
fs.closeSync(fd)
// writes of one turn
await aw('many writes', async () => {
  const d = fs.openSync(dir + '/many', 'w+'); const counts = []
  const all = Array.from({ length: 50 }, (_, i) => new Promise((r) => { const b = Buffer.from(`${i},`); fs.write(d, b, (e, n) => r(counts.push([e, n, b.length]))); b.fill('x') }))
  all.push(new Promise((r) => fs.write(d, 'text', (e, n) => r(counts.push([e, n])))))
  const size = fs.fstatSync(d).size
  await Promise.all(all); fs.closeSync(d)
  return [counts.length, counts.every(([e, n, l]) => e === null && (l === undefined || n === l)), fs.readFileSync(dir + '/many').length, size <= 144]
})
await aw('write to what is read', async () => { const d = fs.openSync(f, 'r'); const r = await Promise.all([1, 2].map(() => new Promise((r) => fs.write(d, 'x', (e) => r(e.code))))); fs.closeSync(d); return r })
fs.rmSync(dir, { recursive: true })
done()
