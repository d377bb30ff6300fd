import vm from 'node:vm'
import { attempt, done, record } from './transcript.js'

const page = /** @type {any} */ (globalThis)
attempt('this', () => vm.runInThisContext('var madeHere = 5; typeof madeHere + (1 + 1)'))
record('declared', page.madeHere)
attempt('no text', () => vm.runInThisContext(/** @type {any} */ (5)))
attempt('the last statement', () => vm.runInThisContext('let a = 1; { a += 1; a }'))
attempt('syntax', () => new vm.Script('var ='))
attempt('return', () => new vm.Script('return 1'))
attempt('await', () => new vm.Script('await 1'))
attempt('module', () => new vm.Script('import "x"'))
attempt('twice', () => new vm.Script('let a; let a'))
attempt('hash', () => new vm.Script('#!/usr/bin/env node\n7').runInThisContext())
const unrun = new vm.Script('var notYet = 1; function norThis () {} notYet')
record('not run', [typeof page.notYet, typeof page.norThis])
record('run', [unrun.runInThisContext(), page.notYet, typeof page.norThis])
attempt('throws', () => vm.runInThisContext('throw Object.assign(new RangeError("thrown"), { code: "E_X" })'))
for (const options of [5, { filename: 5 }, { timeout: 'x' }]) attempt(`options ${JSON.stringify(options)}`, () => vm.runInThisContext('1', /** @type {any} */ (options)))

const object = /** @type {any} */ ({ a: 1, list: [1, 2], get computed () { return this.a * 2 }, fn: (/** @type {number} */ x) => x + 1 })
const context = vm.createContext(object)
record('the same', [context === object, vm.isContext(object), vm.isContext({}), vm.createContext(object) === object])
const inside = (/** @type {string} */ code) => attempt(code, () => vm.runInContext(code, context))
for (const code of [
  'a', 'a = 5; a + computed', 'var b = a + 1; b', 'function f (x) { return x * a } f(2)', 'f(3)', 'undeclared = 1; undeclared', 'typeof notThere', 'notThere',
  'fn(1)', 'list.push(3)', 'this.c = 7; c', 'globalThis.d = 8; d', 'delete globalThis.undeclared; typeof undeclared', 'typeof process + typeof setTimeout + typeof URL + typeof self',
  'typeof Array + typeof console + typeof WebAssembly + typeof escape', '[] instanceof Array', 'list instanceof Array', 'Array = 5; typeof Array', '"use strict"; strict = 1', 'throw new TypeError("in there")',
  'this === globalThis', 'var a; a', 'var object = { x: 1 }; object.x', 'Object.keys(globalThis).includes("a")', 'eval("var viaEval = 1"); viaEval', 'new Function("return a")()'
]) inside(code)
record('object', Object.keys(object).sort())
record('values', [object.a, object.b, object.c, object.d, typeof object.f, object.f(2), object.list, 'undeclared' in object, object.Array])
object.a = 100
object.later = 'added'
delete object.list
for (const code of ['a', 'later', 'typeof list', 'f(1)']) inside(code)
vm.runInContext('function setLater (value) { later = value }', context)
object.setLater('changed')
record('live', object.later)
record('realms', [vm.runInContext('[]', context) instanceof Array, Array.isArray(vm.runInContext('[]', context)), vm.runInNewContext('Object') === Object])
const script = new vm.Script('count = (typeof count === "undefined" ? 0 : count) + step')
const counters = [{ step: 1 }, { step: 10, count: 5 }]
for (const each of counters) script.runInNewContext(each)
script.runInContext(counters[0])
record('scripts', counters)
attempt('in a new one', () => vm.runInNewContext('x + y', { x: 1, y: 2 }))
attempt('in an empty one', () => vm.runInNewContext('typeof x'))
attempt('no context', () => vm.runInContext('1', {}))
attempt('no object', () => vm.createContext(/** @type {any} */ (5)))
attempt('is none', () => vm.isContext(/** @type {any} */ (5)))
attempt('options', () => vm.createContext({}, /** @type {any} */ ({ name: 5 })))
const inherited = vm.createContext(Object.create({ above: 'inherited' }))
attempt('inherited', () => vm.runInContext('above', inherited))
const frozen = vm.createContext(Object.freeze({ fixed: 1 }))
attempt('frozen', () => vm.runInContext('fixed = 2; fixed', frozen))

attempt('function', () => vm.compileFunction('return a + b', ['a', 'b'])(1, 2))
attempt('its name', () => vm.compileFunction('return 1').name)
attempt('in a context', () => vm.compileFunction('return typeof a + a + x', ['x'], { parsingContext: context })(2))
attempt('extended', () => vm.compileFunction('return one + two + x', ['x'], { contextExtensions: [{ one: 1 }, { two: 2 }] })(3))
attempt('extended and closed early', () => vm.compileFunction('} + function () {', [], { contextExtensions: [{}] }))
attempt('bad body', () => vm.compileFunction('}'))
attempt('bad code', () => vm.compileFunction(/** @type {any} */ (5)))
attempt('bad params', () => vm.compileFunction('', /** @type {any} */ (5)))
attempt('bad name', () => vm.compileFunction('', /** @type {any} */ ([5])))
attempt('bad extensions', () => vm.compileFunction('', [], /** @type {any} */ ({ contextExtensions: 5 })))
attempt('bad context', () => vm.compileFunction('', [], /** @type {any} */ ({ parsingContext: {} })))
record('later', await vm.runInNewContext('(async () => { await null; return [await wait, x] })()', { wait: Promise.resolve(1), x: 2 }))
done()
