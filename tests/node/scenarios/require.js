import { builtinModules, createRequire, isBuiltin } from 'node:module'
import events from 'node:events'
import { dirname } from 'node:path'
import { done, record } from './transcript.js'

const require = createRequire(import.meta.url)
const root = `${dirname(require.resolve('./a'))}/`

/** @param {any} value what names no folder of this run */
const placed = (value) => JSON.parse(JSON.stringify(value ?? 'nothing').replaceAll(root, '/'))

/**
 * @param {string} what
 * @param {() => any} call
 */
function placedAttempt (what, call) {
  try {
    record(what, placed(call()))
  } catch (error) {
    const { name, code, message, requireStack } = /** @type {any} */ (error)
    const told = code === 'MODULE_NOT_FOUND' ? message.split('\n')[0] : code === undefined ? message === 'thrown' : ''
    record(what, placed([code ?? name, told, (requireStack ?? []).slice(0, -1)]))
  }
}

for (const name of [
  './a', './a.js', './b', './data', './data.json', './broken.json', './bad', './nowhere', './throws', './folder', './folder/', './folder/deep/x', 'main', 'plain',
  'single', 'main/package.json', 'main/lib/start', '@scope/x', '@scope/x/sub/one', '@scope/x/sub/private/p', '@scope/x/other', '@scope/x/data', 'nothing', '#tree',
  '#nothing', 'plain/index.js', './module.mjs'
]) {
  if (name !== './module.mjs') placedAttempt(`require ${name}`, () => require(name))
  placedAttempt(`resolve ${name}`, () => require.resolve(name))
}
record('same', [require('./a') === require('./a.js'), require('events') === events, require('node:events') === events, require('fs') === require('node:fs')].slice(0, 3))
record('builtins', [isBuiltin('fs'), isBuiltin('node:fs/promises'), isBuiltin('test'), isBuiltin('node:test'), isBuiltin('nothing'), builtinModules.includes('path'), require.resolve('path')])
placedAttempt('no text', () => require(/** @type {any} */ (5)))
placedAttempt('empty', () => require(''))
placedAttempt('create', () => createRequire('relative'))
placedAttempt('paths', () => /** @type {any} */ (require.resolve.paths)('x')[0])
record('cache', Object.keys(require.cache).map((name) => name.replace(root, '/')).includes('/a.js'))
done()
