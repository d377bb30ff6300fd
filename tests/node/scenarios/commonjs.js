import { createRequire } from 'node:module'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { done, record } from './transcript.js'

const require = createRequire(import.meta.url)
const Module = require('module')
const at = (/** @type {string} */ name) => require.resolve(`./commonjs/${name}`)
const folder = dirname(at('declares.js'))
/** @param {() => any} call */
function failed (call) {
  try {
    return ['no error', call()]
  } catch (error) {
    const { code, message, name } = /** @type {any} */ (error)
    return [name, code ?? 'no code', message.includes(folder)]
  }
}

const globals = require('./commonjs/globals.js')
record('declares', require('./commonjs/declares.js').told)
for (const [name, value] of Object.entries(globals)) if (name !== 'later') record(name, value)
record('later', await globals.later())

for (const name of ['./commonjs//declares', './/commonjs/declares.js', `${folder}/declares`, './commonjs/./es/../declares']) record(name, require(name) === require('./commonjs/declares.js'))
record('file:', createRequire(pathToFileURL(`${folder}/x.js`)).resolve('./declares') === at('declares.js'))
record('by path', createRequire(`${folder}/x.js`).resolve('./declares') === at('declares.js'))
record('paths', [require.resolve('./declares', { paths: [folder] }) === at('declares.js'), require.resolve.paths('./x')?.length, require.resolve.paths('fs'), require.resolve.paths('x')?.[0].endsWith('/node_modules')])
record('marked', [require('./commonjs/marked.json'), require('./commonjs/marked.js')])
record('broken JSON', failed(() => require('./commonjs/broken.json')))
record('broken script', failed(() => require('./commonjs/broken.js')).slice(0, 2))

const a = require('./commonjs/cycle-a.js')
record('cycle', [a, require('./commonjs/cycle-b.js').parent])
const cached = require.cache[at('cycle-a.js')]
record('children', [cached?.children.map(({ filename }) => basename(filename)), cached?.loaded, cached?.constructor === Module])
delete require.cache[at('cycle-a.js')]
record('run anew', [require('./commonjs/cycle-a.js') !== a, Object.keys(require.cache).includes(at('cycle-a.js'))])
require.cache[at('cycle-b.js')] = /** @type {any} */ ({ exports: 'replaced' })
record('replaced', require('./commonjs/cycle-b.js'))
record('functions', [require.cache === Module._cache, require.extensions === Module._extensions, Object.keys(require.extensions).slice(0, 3), Module.wrap('x'), Module.wrapper.length])

const { _load, _resolveFilename } = Module
const { require: own } = Module.prototype
Module._load = function (/** @type {string} */ request, /** @type {any} */ parent, /** @type {boolean} */ isMain) {
  return request === 'not-there' ? { loaded: basename(parent.filename) } : Reflect.apply(_load, this, [request, parent, isMain])
}
record('_load', require('not-there'))
Module._load = _load
Module._resolveFilename = function (/** @type {string} */ request, /** @type {any[]} */ ...rest) {
  return Reflect.apply(_resolveFilename, this, [request === 'elsewhere' ? './commonjs/script.cjs' : request, ...rest])
}
record('_resolveFilename', [require('elsewhere'), basename(require.resolve('elsewhere'))])
Module._resolveFilename = _resolveFilename
Module.prototype.require = function (/** @type {string} */ id) { return id === 'mine' ? 'patched' : Reflect.apply(own, this, [id]) }
record('prototype.require', [require('mine'), require('./commonjs/script.cjs')])
Module.prototype.require = own
require.extensions['.oro'] = (/** @type {any} */ module, /** @type {string} */ filename) => { module.exports = `${basename(filename)} loaded` }
record('extensions', require('./commonjs/patched.js'))
const made = new Module(`${folder}/made.js`, null)
made.filename = made.id
made.paths = Module._nodeModulePaths(folder)
made._compile("module.exports = [require('./script.cjs').named, __filename === module.filename]", made.filename)
record('_compile', made.exports)

const es = require('./commonjs/es/main.js')
record('es', [es.told, es.after, es.default.here, es['a name'](), es.inner.text, es.text, es.live, es.__esModule])
es.raise()
record('live', [es.live, Object.keys(es).filter((name) => name !== '__esModule').sort()])
record('import()', [await es.dynamic(), await require('./commonjs/imports.js').go()])
record('whole', require('./commonjs/es/whole.mjs'))
record('not waiting', Object.keys(require('./commonjs/es/waits-not.mjs')))
record('detected', require('./commonjs/untyped/detected.js').detected)
for (const name of ['waits.mjs', 'waits-in-brackets.mjs', 'broken.mjs']) record(name, failed(() => require(`./commonjs/es/${name}`)).slice(0, 2))
record('no module', failed(() => require('./commonjs/es/nothing.mjs')).slice(1))
done()
