import util from 'node:util'
import { attempt, done, record } from './transcript.js'

class Point { constructor () { this.x = 1; this.y = { z: [1, { deep: { deeper: {} } }] } } }
class Own { [util.inspect.custom] (/** @type {number} */ depth, /** @type {any} */ options) { return `own ${depth} ${options.compact}` } }
const circular = /** @type {any} */ ({ name: 'c' })
circular.self = circular
const values = [
  1, -0, 'it\'s', 'a "b" \'c\'', '\n\t\u0000', 10n, true, null, undefined, Symbol('s'), [], [1, , 3], [undefined, null], {}, { a: 1, 'b c': 2, [Symbol('k')]: 3 },
  new Map([['a', { b: 1 }]]), new Set([1, [2]]), new Date(0), /re/gi, () => {}, function named () {}, class A {}, class B extends Point {}, new Point(), new Own(),
  circular, Object.create(null), Object.assign(Object.create(null), { a: 1 }), new Uint8Array(3), new ArrayBuffer(2), [['a', 'b'], ['c']], 'x'.repeat(200),
  Array.from({ length: 120 }, (_, index) => index), { long: 'y'.repeat(80), other: 'z'.repeat(80) }, new Number(3), new String('abc'), [1.5, 'b'], { get a () { return 1 }, set b (_) {} },
  Object.assign(() => {}, { p: 1 }), Object.assign([1, 2], { extra: true }), { a: { b: { c: { d: 1 } } } }, new (class extends Array {})(3), new (class Foo extends Map {})([[1, 2]]), async () => {}, function * g () {}
]
for (const [index, value] of values.entries()) {
  attempt(`inspect ${index}`, () => util.inspect(value))
  attempt(`format ${index}`, () => util.format('%s|%d|%i|%f|%j|%o|%O|%%|%c|%x', value, value, value, value, index === 25 ? 0 : typeof value === 'bigint' ? 0 : value, 1, value, 'css'))
  attempt(`options ${index}`, () => util.inspect(value, { depth: 0, compact: false, sorted: true, breakLength: 40, maxArrayLength: 2, maxStringLength: 5, getters: true }))
  attempt(`colours ${index}`, () => util.inspect(value, { colors: true }))
}
attempt('format', () => [util.format(), util.format('a', 'b', { c: 1 }), util.format('%s'), util.format(1, 2, '3'), util.format('%s', null, undefined)])
attempt('strip', () => util.stripVTControlCharacters('\u001b[31mred\u001b[0m'))
for (const [a, b] of [[{ a: 1 }, { a: 1 }], [[1], ['1']], [new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])], [new Set([{ a: 1 }]), new Set([{ a: 1 }])], [NaN, NaN], [0, -0], [new Date(1), new Date(1)], [/a/g, /a/i], [[1, , 2], [1, undefined, 2]]]) {
  record('deep', util.isDeepStrictEqual(a, b))
}
attempt('parseArgs', () => util.parseArgs({ args: ['-f', '--bar', 'b', 'pos', '--no-color'], options: { foo: { type: 'boolean', short: 'f' }, bar: { type: 'string' } }, strict: false, allowPositionals: true }))
attempt('parseArgs unknown', () => util.parseArgs({ args: ['--unknown'], options: {} }))
attempt('parseArgs missing', () => util.parseArgs({ args: ['--a'], options: { a: { type: 'string' } } }))
for (const text of ['text/html', 'Text/HTML; Charset="UTF-8"', 'a', 'text/', 'a/b;c=d;c=e', 'a/b;c="d e"', 'text/html;;;x=1']) {
  attempt(`mime ${text}`, () => { const type = new util.MIMEType(text); return [type.type, type.subtype, type.essence, String(type), [...type.params]] })
}
attempt('style', () => [util.styleText('red', 'a'), util.styleText(['bold', 'underline'], 'b')])
attempt('style unknown', () => util.styleText(/** @type {any} */ ('none'), 'a').length)
for (const fn of ['promisify', 'callbackify', 'inherits']) attempt(fn, () => /** @type {any} */ (util)[fn](1))
attempt('names', () => [util.getSystemErrorName(-2), util.getSystemErrorName(-13)])
attempt('name of 1', () => util.getSystemErrorName(1))
attempt('usv', () => util.toUSVString('a\ud800b'))
attempt('env', () => util.parseEnv('A=1\n#x\nB="two\\nlines"\nexport C=\'c # c\' # d\nD= e \nE=\n'))
const kinds = { date: new Date(), map: new Map(), set: new Set(), promise: Promise.resolve(), weakMap: new WeakMap(), regexp: /a/, error: new Error(), boxed: Object(1), bytes: new Uint8Array(), view: new DataView(new ArrayBuffer(1)), buffer: new ArrayBuffer(1), generator: (function * () {})(), iterator: new Map().keys(), symbol: Object(Symbol('a')), plain: {}, async: async () => {}, args: (function () { return arguments })(), fake: { [Symbol.toStringTag]: 'Map' } }
for (const [kind, value] of Object.entries(kinds)) {
  record(kind, Object.keys(util.types).filter((name) => name !== 'isEventTarget' && /** @type {any} */ (util.types)[name](value)).sort())
}
const promised = util.promisify((/** @type {number} */ a, /** @type {any} */ back) => back(a > 1 ? Object.assign(new Error('big'), { code: 'E_BIG' }) : null, a))
record('promisify', await promised(1))
record('promisify rejects', await promised(2).catch((error) => error))
record('callbackify', await new Promise((resolve) => util.callbackify(async () => 'v')((...all) => resolve(all))))
record('callbackify falsy', await new Promise((resolve) => util.callbackify(() => Promise.reject(null))((...all) => resolve(all[0]))))
for (const text of ['a b/c', ' a b/c', 'a/b c', 'a/b c;d=e', 'ä/b', 'a/ä', 'a b', '/b', 'a/', ' /x']) attempt(`no mime ${text}`, () => String(new util.MIMEType(text)))
const kind = new util.MIMEType('a/b')
for (const value of ['x y', 'q/', '']) {
  attempt(`type ${value}`, () => { kind.type = value })
  attempt(`subtype ${value}`, () => { kind.subtype = value })
}
for (const [name, value] of [['a b', 'x'], ['', 'x'], ['a', 'ü☃']]) attempt(`parameter ${name}`, () => kind.params.set(name, value))
attempt('no signal', () => util.transferableAbortSignal(/** @type {any} */ (5)))
done()
