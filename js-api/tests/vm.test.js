import { test } from 'oro:test'
import vm from 'oro:vm'
import { createReference, getContextWindow } from 'oro:vm'

/** @param {() => any} call @returns {string} */
function codeOf (call) {
  try {
    return `none: ${call()}`
  } catch (error) {
    return /** @type {any} */ (error).code
  }
}

test('what an engine cannot do is refused, not left out', (t) => {
  for (const options of [{ timeout: 5 }, { breakOnSigint: true }, { importModuleDynamically () {} }]) {
    t.equal(codeOf(() => vm.runInThisContext('() => import("oro:path")', options)), 'ERR_NOT_IMPLEMENTED', Object.keys(options)[0])
  }
  t.equal(vm.runInThisContext('1', { importModuleDynamically () {} }), 1, 'code without import() never asks for modules')
  t.equal(new vm.Script('1', { cachedData: new Uint8Array(4) }).cachedDataRejected, true, 'code of an engine')
  t.equal(codeOf(() => vm.createContext({}, { codeGeneration: { strings: false } })), 'ERR_NOT_IMPLEMENTED', 'codeGeneration')
  t.equal(codeOf(() => vm.createContext({}, { microtaskMode: 'afterEvaluate' })), 'ERR_NOT_IMPLEMENTED', 'microtaskMode')
  t.equal(codeOf(() => vm.createContext({ window: {} })), 'ERR_NOT_IMPLEMENTED', 'a global that engines keep')
  t.equal(codeOf(createReference), 'ERR_NOT_IMPLEMENTED', 'references')
})

test('a context leaves nothing in the page', (t) => {
  const before = document.querySelectorAll('*').length
  const context = vm.createContext({ a: 1 })
  t.equal(vm.runInContext('a + 1', context), 2)
  t.equal(document.querySelectorAll('*').length, before)
  t.equal(getContextWindow(context).a, 1)
  t.equal(getContextWindow({}), null)
})

test('a context may be the global object itself', (t) => {
  const global = vm.createContext(vm.constants.DONT_CONTEXTIFY)
  t.ok(vm.isContext(global))
  vm.runInContext('var made = 5', global)
  t.equal(global.made, 5)
  t.ok(vm.runInContext('globalThis', global) === global)
})

test('functions of a context see what its object has later', async (t) => {
  const context = vm.createContext({ wait: /** @type {any} */ (null), value: 1 })
  const later = vm.runInContext('(async () => { await wait; value += 1; return value })', context)
  context.wait = new Promise((resolve) => setTimeout(resolve, 1))
  const told = later()
  context.value = 10
  t.equal(await told, 11)
  t.equal(context.value, 11)
})

test('stacks name the file of a function', (t) => {
  const thrower = new vm.Script('(function thrower () { throw new Error("x") })', { filename: 'my-file.js', lineOffset: 9 }).runInThisContext()
  try {
    thrower()
  } catch (error) {
    // WebKit names no file of code that is no script.
    const shown = /Chrome/.test(navigator.userAgent) ? /my-file\.js:10/ : /thrower/
    t.ok(shown.test(/** @type {any} */ (error).stack), /** @type {any} */ (error).stack)
  }
})
