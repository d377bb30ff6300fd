import * as imported from 'node:child_process'
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
const { require: native } = Module.prototype
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
Module.prototype.require = function (/** @type {string} */ id) { return id === 'mine' ? 'patched' : Reflect.apply(native, this, [id]) }
record('prototype.require', [require('mine'), require('./commonjs/script.cjs')])
Module.prototype.require = native
require.extensions['.oro'] = (/** @type {any} */ module, /** @type {string} */ filename) => { module.exports = `${basename(filename)} loaded` }
record('extensions', require('./commonjs/patched.js'))
const made = new Module(`${folder}/made.js`, null)
made.filename = made.id
made.paths = Module._nodeModulePaths(folder)
made._compile("module.exports = [require('./script.cjs').named, __filename === module.filename]", made.filename)
record('_compile', made.exports)

const cp = require('child_process')
const { exec } = cp
cp.exec = /** @type {any} */ (() => 'replaced')
record('members', [require('node:child_process').exec === cp.exec, imported.exec === exec, imported.default.exec === cp.exec])
Module.syncBuiltinESMExports()
record('imports', [imported.exec === cp.exec, imported.spawn === cp.spawn])
cp.exec = exec
Module.syncBuiltinESMExports()
record('put back', imported.exec === exec)
const changeable = Module.builtinModules.filter((/** @type {string} */ name) => /^[a-z]/.test(name) && !['constants', 'fs/constants', 'util/types', 'zlib'].includes(name)).filter((/** @type {string} */ name) => {
  const module = require(name)
  const members = Object.keys(module).filter((member) => typeof Object.getOwnPropertyDescriptor(module, member)?.value === 'function')
  return !Object.isExtensible(module) || members.some((member) => Object.getOwnPropertyDescriptor(module, member)?.writable === false)
})
record('not changeable', changeable)
record('emitter', Object.keys(require('events').prototype).sort())
const old = /** @type {any} */ ({})
require('util').inherits(OldEmitter, require('events'))
function OldEmitter () { Reflect.apply(require('events'), this, []) }
Reflect.construct(OldEmitter, []).on('a', (/** @type {any} */ value) => { old.heard = value }).emit('a', 1)
const { Url } = require('url')
const url = Object.create(Url.prototype)
Reflect.apply(Url, url, [])
const own = Object.create(Module.prototype)
Reflect.apply(Module, own, ['an id'])
record('old ways', [old.heard, url.protocol, url.parse('http://a.b/c?d').host ?? url.host, own.id, own.exports])
for (const [name, kinds] of Object.entries({ net: ['Socket', 'Server'], http: ['Agent', 'ServerResponse', 'IncomingMessage'], stream: ['Readable', 'Writable', 'Transform'], crypto: ['Hash'] })) {
  for (const kind of kinds) {
    const shown = []
    for (const key in require(name)[kind].prototype) if (/^(on|once|emit|close|address|ref|unref|destroy|update|digest|pipe|read|write|end|writeHead|createConnection)$/.test(key)) shown.push(key)
    record(`${name}.${kind}`, shown.sort())
  }
}

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
const { AsyncLocalStorage } = require('node:async_hooks')
new AsyncLocalStorage().run(1, () => {})
record('timers once a context was made', globals.again())
done()
