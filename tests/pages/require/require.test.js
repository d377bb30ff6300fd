import { test } from 'oro:test'

/** @param {string} specifier @returns {any} */
function failure (specifier) {
  try {
    return globalThis.require(specifier)
  } catch (error) {
    return error
  }
}

test('a module that no script has is had once it was imported, and is the same', async (t) => {
  const before = failure('oro:words')
  t.equal(before.code, 'ERR_NOT_IMPLEMENTED')
  t.ok(/"oro:words" at once: .* imported before/.test(before.message), before.message)
  const words = await import('oro:words')
  t.equal(globalThis.require('oro:words'), words.default)
  const count = globalThis.require('oro:words/count')
  t.equal(count.add('one two'), 2)
  t.equal(words.total, 2)
  t.equal(count.total, 2, 'what it exports is alive')
  t.equal(globalThis.require('oro:words'), globalThis.require('oro:words'))
  t.equal(globalThis.require.resolve('oro:words'), 'oro:words')
})

test('what nobody brings is not found', (t) => {
  t.equal(failure('oro:nonsense').code, 'MODULE_NOT_FOUND')
  t.equal(failure('words').code, 'MODULE_NOT_FOUND')
  t.equal(failure('node:words').code, 'MODULE_NOT_FOUND')
  t.equal(failure('oro:../words').code, 'MODULE_NOT_FOUND')
})

test('a script that exports nothing is served as it is', async (t) => {
  const text = await (await fetch('/oro/plain.js')).text()
  t.equal(text, 'globalThis.plain = { export: 1 }\n')
})

test('a worker has it likewise', async (t) => {
  const source = `
    const { default: add } = await import('oro:words')
    postMessage([require('oro:words') === add, require('oro:words/count').add('one two three')])`
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' })
  const [same, count] = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = (event) => reject(event.error ?? new Error(event.message))
  })
  worker.terminate()
  t.equal(same, true)
  t.equal(count, 3)
})
