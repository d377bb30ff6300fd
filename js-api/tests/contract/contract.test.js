import { test } from 'oro:test'

const page = /** @type {any} */ (globalThis)
const here = new URL('.', import.meta.url).pathname

/** Modules that an app may import, with the exports each has. @type {Record<string, string[]>} */
const modules = {
  bootstrap: ['bootstrap', 'checkHash'],
  'commonjs/builtins': ['builtins', 'builtinModules', 'isBuiltin'],
  'commonjs/cache': ['Cache'],
  'commonjs/loader': ['Loader', 'Request', 'Response'],
  'commonjs/module': ['Module', 'ModuleLoader', 'builtinModules', 'createRequire', 'isBuiltin'],
  'commonjs/package': ['Dependencies', 'Name', 'Package'],
  'commonjs/require': ['createRequire'],
  'npm/module': ['load', 'resolve'],
  'npm/service-worker': ['fetch']
}
const internal = `init primitives globals post-message worker scheduler promise streams events error geolocation pickers service-worker
  webassembly symbols serialize database`.split(/\s+/)

test('every module is there', async (t) => {
  for (const [name, exports] of Object.entries(modules)) {
    const found = await import(`oro:${name}`)
    t.deepEqual(exports.filter((each) => !(each in found)), [], name)
    t.ok(found.default, `${name}: default`)
  }
  for (const name of internal) t.ok(await import(`/oro/internal/${name}.js`), `internal/${name}`)
})

test('a loader finds and reads files, and says what is not there', async (t) => {
  const { Loader } = await import('oro:commonjs/loader')
  const loader = new Loader(here)
  const answer = loader.load('./files/data')
  t.deepEqual([answer.ok, JSON.parse(answer.text)], [true, { a: 1 }], 'as require() finds it')
  t.equal(loader.load('./files/data'), answer, 'once')
  t.deepEqual([loader.status('/nowhere.js'), loader.load('./nowhere').status], [404, 404])
  t.equal(loader.resolve('./files/data'), `${location.origin}${here}files/data.json`)
})

test('packages tell of themselves, and so do their names', async (t) => {
  const { Name, Package } = await import('oro:commonjs/package')
  const own = Package.nearest(`${here}files/deep`)
  t.deepEqual([own?.name, own?.version, own?.type, own?.dependencies.get('other')], ['@some/files', '1.2.3', 'commonjs', '^2'])
  t.equal(own?.entry, `${location.origin}${here}files/main.js`)
  const { organization, name, version, pathname } = new Name('@a/b@1.0.0/lib/x.js')
  t.deepEqual({ organization, name, version, pathname }, { organization: 'a', name: '@a/b', version: '1.0.0', pathname: '/lib/x.js' })
  t.deepEqual([Name.canParse('a b'), Name.canParse('a')], [false, true])
})

test('modules have other names, resolvers, and are WebAssembly', async (t) => {
  const { Module } = await import('oro:commonjs/module')
  Module.importmap.imports.numbers = `${here}files/add.wasm`
  t.equal(page.require('numbers').add(2, 3), 5)
  Module.resolvers.push((specifier) => specifier === 'anything' ? 'path' : undefined)
  t.equal(page.require('anything'), page.require('path'))
  Module.resolvers.length = 0
  t.equal((await import('oro:commonjs/builtins')).builtins.util, page.require('util'))
})

test('what cannot be had says so', async (t) => {
  const { Cache } = await import('oro:commonjs/cache')
  const { resolve } = await import('oro:npm/module')
  const { fetch } = await import('oro:npm/service-worker')
  const { open } = await import(`/oro/internal/${'database'}.js`)
  for (const [name, call] of Object.entries({ replicate: () => new Cache().replicate(), npm: () => resolve('npm:none'), fetch, open })) {
    try {
      call()
      t.fail(name)
    } catch (error) {
      t.equal(/** @type {any} */ (error).code, 'ERR_NOT_IMPLEMENTED', name)
    }
  }
})

test('a file is fetched once, and only a whole one takes its place', async (t) => {
  const { bootstrap, checkHash } = await import('oro:bootstrap')
  const { mkdtemp, readdir, readFile, rm } = await import('oro:fs/promises')
  const folder = await mkdtemp('/tmp/oro-bootstrap-')
  const dest = `${folder}/data.json`
  const url = new URL('files/data.json', import.meta.url)
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
  const hash = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const wrong = await bootstrap({ url, dest, hash: '00' }).catch((error) => error)
  t.ok(/its digest is/.test(wrong.message), wrong.message)
  t.deepEqual(await readdir(folder), [], 'nothing is left')
  await bootstrap({ url, dest, hash })
  t.deepEqual(JSON.parse(String(await readFile(dest))), { a: 1 })
  await bootstrap({ url: 'oro://nowhere/', dest, hash })
  t.ok(await checkHash(dest, hash, 'sha256'), 'it is there: nothing is fetched')
  await rm(folder, { recursive: true })
})
