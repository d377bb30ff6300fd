import consoleModule from 'node:console'
import { Writable } from 'node:stream'
import process from 'node:process'
import { attempt, done, record } from './transcript.js'
const { Console } = consoleModule
const sink = () => { const s = new Writable({ write (c, e, cb) { s.text += c; cb() } }); s.text = ''; s.take = () => { const t = s.text; s.text = ''; return t }; return s }
const out = sink(); const err = sink()
const c = new Console(out, err)
const both = (what) => record(what, [out.take(), err.take()])
const run = (what, call) => { try { const v = call(); if (v !== undefined) record('value of ' + what, v) } catch (e) { record('thrown ' + what, e) } both(what) }
record('keys', Object.keys(c).sort())
record('module', [typeof consoleModule.log, typeof consoleModule.Console, consoleModule.Console === consoleModule.Console.prototype?.constructor])
run('log', () => c.log('a', 1, { b: [2, 'x'] }, null, undefined, Symbol('s'), 10n))
run('empty', () => c.log())
run('format', () => c.log('%s %d %i %f %j %o %O %c %% %x', 'a', '1.5', '1.5', '1.5', { a: 1 }, [1], { a: { b: { c: {} } } }, 'css', 'more'))
for (const name of ['debug', 'info', 'dirxml', 'warn', 'error']) run(name, () => c[name]('x %s', 1, 2))
run('newlines', () => c.log('a\nb'))
run('dir', () => c.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }))
run('dir default', () => c.dir({ a: { b: { c: { d: 1 } } }, [Symbol.for('nodejs.util.inspect.custom')] () { return 'custom' } }))
run('dir options', () => c.dir({ a: 1, z: 2 }, { colors: true, sorted: true }))
run('dir null', () => c.dir(null, null))
run('assert true', () => c.assert(true, 'x'))
run('assert', () => c.assert(false))
run('assert text', () => c.assert(false, 'a %s', 'b'))
run('assert object', () => c.assert(0, { a: 1 }, 'x'))
run('assert nothing', () => c.assert())
run('count', () => { c.count(); c.count('default'); c.count('x'); c.count(null); c.count(undefined); c.count({}); c.countReset('x'); c.count('x') })
run('count symbol', () => c.count(Symbol('x')))
run('group', () => { c.group('title', 1); c.log('in'); c.group(); c.error('deep\ner'); c.groupEnd(); c.warn('less'); c.groupEnd(); c.groupEnd(); c.log('out') })
run('groupCollapsed', () => { c.groupCollapsed('g'); c.table([[1]]); c.dir({ a: 1 }); c.groupEnd() })
const warnings = []
process.on('warning', (w) => warnings.push([w.name, w.message]))
run('countReset none', () => c.countReset('nope'))
run('timeEnd none', () => c.timeEnd('nope'))
run('timeLog none', () => c.timeLog('nope'))
run('time twice', () => { c.time('t'); c.time('t') })
await new Promise((r) => setTimeout(r, 5))
record('warnings', warnings)
c.timeLog('t', 'x', { a: 1 }); record('timeLog', out.take().replace(/[\d.]+/g, 'N'))
c.timeEnd('t'); record('timeEnd', out.take().replace(/[\d.]+/g, 'N'))
c.time(); c.timeEnd(); record('default', out.take().replace(/[\d.]+/g, 'N'))
c.trace('hi %s', 'x'); record('trace', err.take().split('\n')[0])
c.trace(); record('trace', err.take().split('\n')[0])
for (const [name, args] of Object.entries({
  rows: [[{ a: 1, b: 'x' }, { a: 2, c: true }]], columns: [[{ a: 1, b: 2 }], ['b']], missing: [[{ a: 1 }], ['z']], prims: [[1, 'a', null, undefined]], mixed: [[1, { a: 2 }, [3, 4]]],
  arrays: [[[1, 2], [3, 4]]], object: [{ x: { a: 1 }, y: 2 }], map: [new Map([['k', 1], ['l', { a: 1 }]])], set: [new Set([1, 'a'])], nested: [[{ a: { b: { c: 1 } } }]], text: ['plain'], number: [5], nul: [null], undef: [undefined],
  empty: [[]], emptyObject: [{}], wide: [[{ name: '中文', emoji: '😀', comb: 'é' }]], fn: [[() => {}, class A {}]], date: [[new Date(0)]], typed: [new Uint8Array([1, 2])], long: [[[1, 2, 3, 4, 5]]], deepArray: [[{ a: [1, 2, 3, 4, 5], b: 'it\'s' }]]
})) run('table ' + name, () => c.table(...args))
run('table columns wrong', () => c.table([1], 5))
run('table args', () => c.table('a', ['b']))
for (const bad of [undefined, null, {}, { stdout: {} }, { stdout: null }, 5]) { attempt('new ' + JSON.stringify(bad), () => typeof new Console(bad)) }
attempt('stderr', () => typeof new Console(out, {}))
attempt('colorMode', () => typeof new Console({ stdout: out, colorMode: 'x' }))
attempt('colorMode with colors', () => typeof new Console({ stdout: out, colorMode: true, inspectOptions: { colors: true } }))
attempt('inspectOptions', () => typeof new Console({ stdout: out, inspectOptions: 5 }))
for (const g of ['a', -1, 1001, NaN, 1.5, 0, 4]) attempt('indent ' + g, () => { const x = new Console({ stdout: out, groupIndentation: g }); x.group('g'); x.log('y'); return out.take() })
run('color', () => new Console({ stdout: out, colorMode: true }).log({ a: 1 }, 'x', [true]))
run('no color', () => new Console({ stdout: out, colorMode: false, inspectOptions: { depth: 0, compact: false } }).log({ a: { b: 1 } }))
run('only stdout', () => new Console({ stdout: out }).error('to stdout'))
run('called', () => { const x = Console(out); x.log('called'); return x instanceof Console })
run('detached', () => { const { log } = c; log('detached') })
run('instanceof', () => [console instanceof Console, consoleModule instanceof Console, {} instanceof Console])
class Mine extends Console { hello () { this.log('hello') } log (x) { super.log('mine ' + x) } }
run('subclass', () => { const m = new Mine(out, err); m.hello(); return [m instanceof Mine, m instanceof Console] })
{ const failing = new Writable({ write (_c, _e, cb) { cb(new Error('no')) } }); const x = new Console({ stdout: failing }); attempt('ignored', () => x.log('x')); await new Promise((r) => setTimeout(r, 5)); record('listeners', failing.listenerCount('error')) }
{ const failing = { write () { throw new Error('thrown') }, on () {}, once () {}, removeListener () {}, listenerCount () { return 0 } }; attempt('throws', () => new Console({ stdout: failing }).log('x')); attempt('throws too', () => new Console({ stdout: failing, ignoreErrors: false }).log('x')) }
run('clear', () => c.clear())
{ const tty = sink(); tty.isTTY = true; const x = new Console({ stdout: tty }); x.clear(); x.log({ a: 1 }); record('tty', tty.take()) }
{ const tty = sink(); tty.isTTY = true; tty.getColorDepth = () => 8; const x = new Console({ stdout: tty }); x.log({ a: 1 }); record('tty colors', tty.take()) }
record('proto', Object.getOwnPropertyNames(Console.prototype).sort())
record('tag', [Object.prototype.toString.call(c), Object.prototype.toString.call(consoleModule), Console.name])
done()
