import test from 'oro:test'
import EventEmitter from 'oro:events'
import { builtinModules, createRequire, isBuiltin, Module } from 'oro:module'
import { resolve } from 'oro:module/resolve'

const require = createRequire(import.meta.url)

test('built-in modules are those that import gives', (t) => {
  t.equal(require('events'), EventEmitter, 'by bare name')
  t.equal(require('node:events'), EventEmitter, 'as node:')
  t.equal(require('oro:events'), EventEmitter, 'as oro:')
  t.equal(require('module'), Module, 'this one')
  const missing = builtinModules.filter((name) => { try { return !require(name) } catch { return true } })
  for (const name of ['assert', 'buffer', 'path', 'stream', 'url', 'util', 'zlib', 'process', 'timers/promises']) t.ok(!missing.includes(name), name)
  t.ok(isBuiltin('oro:ipc') && !isBuiltin('ipc'), 'what is Oro\'s needs its prefix')
})

test('the field browser and its condition go before others', (t) => {
  const files = /** @type {Record<string, any>} */ ({
    '/node_modules/x/package.json': { name: 'x', main: 'm.js', browser: { './m.js': './b.js', y: false, z: './z.js' } },
    '/node_modules/x/m.js': 1,
    '/node_modules/x/b.js': 1,
    '/node_modules/x/z.js': 1,
    '/node_modules/c/package.json': { name: 'c', exports: { node: './n.js', browser: './b.js', default: './d.js' } },
    '/node_modules/c/n.js': 1,
    '/node_modules/d/package.json': { name: 'd', exports: { import: './i.js', browser: { default: './b.js' } } },
    '/node_modules/d/b.js': 1,
    '/node_modules/e/package.json': { name: 'e', main: 'm.js', browser: './b.js', exports: undefined },
    '/node_modules/e/m.js': 1,
    '/node_modules/e/b.js': 1,
    '/node_modules/f/package.json': { name: 'f', exports: { './n': { browser: null, node: './n.js' }, './b': { node: null, browser: './b.js' } } },
    '/node_modules/f/n.js': 1,
    '/node_modules/f/b.js': 1
  })
  /** @type {Record<string, string[]>} */
  const builds = { '/node_modules/e/package.json': ['node'], '/node_modules/f/package.json': ['browser'] }
  const tree = {
    build: (/** @type {string} */ path) => builds[path] ?? null,
    exists: (/** @type {string} */ path) => path in files,
    json: (/** @type {string} */ path) => files[path] ?? null,
    real: (/** @type {string} */ path) => path
  }
  const from = (/** @type {string} */ name, where = '/page.js') => resolve(name, where, tree)
  t.deepEqual(from('x'), { path: '/node_modules/x/b.js' }, 'a file for a file')
  t.deepEqual(from('y', '/node_modules/x/b.js'), { empty: true }, 'false is an empty module')
  t.deepEqual(from('z', '/node_modules/x/b.js'), { path: '/node_modules/x/z.js' }, 'a file for a module')
  t.deepEqual(from('c'), { path: '/node_modules/c/n.js' }, 'conditions in the order of the package')
  t.deepEqual(from('d'), { path: '/node_modules/d/b.js' }, 'nested conditions')
  t.deepEqual(from('e'), { path: '/node_modules/e/m.js' }, 'the field means nothing in the build for Node')
  t.deepEqual([from('f/n'), from('f/b')], [{ path: '/node_modules/f/n.js' }, { path: '/node_modules/f/b.js' }], 'what one build lacks the other gives')
  t.deepEqual(from('.//m', '/node_modules/e/x.js'), { path: '/node_modules/e/m.js' }, 'doubled slashes are one')
  t.equal(from('none'), null, 'no such package')
})

test('an error for a missing module names the module that requires it', (t) => {
  try {
    require('./nowhere.js')
    t.fail('it was found')
  } catch (error) {
    const { code, message, requireStack } = /** @type {any} */ (error)
    t.equal(code, 'MODULE_NOT_FOUND', 'code')
    t.ok(message.startsWith("Cannot find module './nowhere.js'\nRequire stack:\n- /"), message)
    t.equal(requireStack.length, 1, 'requireStack')
  }
})
