import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { BuildError, call, compile, inspect, load, verify } from 'oro:wasm'
import { engines, program } from './support/programs.js'

test('a module is valid, or it is said where and why not', async (t) => {
  const module = await program('traps')
  for (const engine of engines) {
    t.deepEqual((({ valid, reason, offset }) => [valid, reason, offset])(await verify(module, { engine })), [true, null, null], engine)
    const bad = await verify(new Uint8Array([...(await module.bytes()).subarray(0, 8), 1, 9, 1]), { engine })
    t.equal(bad.valid, false, engine)
    t.ok(bad.reason, engine)
    t.equal((await verify(new Uint8Array([1, 2, 3]), { engine })).valid, false, engine)
  }
  t.equal(typeof (await verify(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99, 0]), { engine: 'host' })).offset, 'number')
})

test('a module is looked at without running it', async (t) => {
  const page = await inspect(await program('traps'), { engine: 'page' })
  t.deepEqual(page.imports, [{ module: 'wasi_snapshot_preview1', name: 'proc_exit', kind: 'function' }])
  t.deepEqual(page.wasi, ['proc_exit'])
  t.deepEqual(page.exports.filter((/** @type {any} */ { name }) => name === 'add' || name === 'memory'), [
    { name: 'memory', kind: 'memory', type: null }, { name: 'add', kind: 'function', type: '(i32, i64) -> i64' }
  ])
  t.ok(page.sections.some((/** @type {any} */ { name }) => name === 'code'))
  const host = await inspect(await program('traps'))
  t.equal(host.size, page.size)
})

test('a file of the machine is loaded by its path', async (t) => {
  const { data: path } = await ipc.request(/** @type {any} */ ('test.file'), { name: 'traps' })
  for (const engine of engines) t.equal(await call({ path }, 'add', [1, 2n], { engine }), 3n)
  t.equal(await (await load({ path })).kind(), 'module')
})

test('a project is built, and what the compiler says comes meanwhile', async (t) => {
  const { data: project } = await ipc.request(/** @type {any} */ ('test.project'), { text: '__attribute__((export_name("six"))) int six(void) { return 6; }' })
  const build = compile(project)
  const { module, language } = await build.built
  t.equal(language, 'c')
  t.equal(await call({ path: module }, 'six'), 6)
  for await (const { kind, text } of build) t.ok(['log', 'progress', 'diagnostic'].includes(kind) && text)
  const { data: broken } = await ipc.request(/** @type {any} */ ('test.project'), { text: 'int six(void) { return seven; }' })
  try {
    await compile(broken).built
    t.fail('it was built')
  } catch (error) {
    t.ok(error instanceof BuildError)
    const { diagnostics } = /** @type {BuildError} */ (error)
    t.ok(diagnostics.some(({ line, severity, text }) => line === 1 && severity === 'error' && text.includes('seven')), JSON.stringify(diagnostics))
  }
})

test('a build can be given up', async (t) => {
  const { data: project } = await ipc.request(/** @type {any} */ ('test.project'), { text: 'int f(void) { return 1; }' })
  try {
    await compile(project, { signal: AbortSignal.abort() }).built
    t.fail('it was built')
  } catch (error) {
    t.equal(/** @type {Error} */ (error).name, 'AbortError')
  }
})
