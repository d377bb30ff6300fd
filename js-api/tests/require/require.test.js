import test from 'oro:test'

const page = /** @type {any} */ (globalThis)

/** Run a classic script, as an element does: at once. @param {string} text */
function classic (text) {
  const script = document.createElement('script')
  script.textContent = text
  document.head.append(script)
}

/** @returns {string[]} what this page has asked the host for of modules in scripts */
function asked () {
  return Object.getOwnPropertySymbols(globalThis).map((symbol) => Symbol.keyFor(symbol) ?? '')
    .filter((name) => name.startsWith('oro.runtime.modules.'))
    .map((name) => name.slice('oro.runtime.modules.'.length))
}

test('a classic script requires modules of plugins at once, and nothing that it does not ask for', async (t) => {
  classic('window.dns = require("dns"); window.fs = require("node:fs"); window.there = fs.statSync(process.cwd()).isDirectory()')
  t.ok(page.there, 'they work')
  t.ok(asked().includes('plugins/oro_fs'), 'the script of the plugin')
  t.ok(!asked().includes('plugins/oro_node') && !asked().includes('plugins/oro_os'), 'no other plugin')
  t.equal((await import('node:fs')).default, page.fs, 'an import gives the same')
  t.equal((await import('oro:dns')).default, page.dns)
})

test('every module that the plugins here bring can be required, and is the one that is imported', async (t) => {
  const names = 'async_hooks child_process crypto dgram dns/promises fs/promises http https net os tls v8 vm worker_threads readline zlib'.split(' ')
  for (const name of names.filter((name) => name !== 'v8')) {
    const required = page.require(name)
    t.equal((await import(`node:${name}`)).default, required, name)
  }
  for (const name of ['oro:window', 'oro:application', 'oro:hooks', 'oro:conduit', 'oro:test', 'oro:module']) {
    const namespace = await import(name)
    t.equal(namespace.default ?? namespace, page.require(name), name)
  }
})

test('what no plugin brings says so, and which one to install', (t) => {
  for (const [name, advice] of [['node:sqlite', ': install the plugin oro-sqlite'], ['nowhere', '']]) {
    try {
      page.require(name)
      t.fail(`${name} is here`)
    } catch (error) {
      const { code, message } = /** @type {any} */ (error)
      t.equal(code, 'MODULE_NOT_FOUND')
      t.ok(message.startsWith(`Cannot find module '${name}'${advice}\nRequire stack:`), message)
    }
  }
})

test('an ES module can be required, by its extension, by its package and by what it says', (t) => {
  for (const name of ['lib/esm.mjs', 'lib/esm.js', 'lib/package/typed.js'].map((path) => new URL(path, import.meta.url).pathname)) {
    const { default: given, __esModule: flag } = page.require(name)
    t.deepEqual([given, flag], ['module', true], name)
  }
})

test('modules of Node that a page cannot have are there, and say what they lack when they are used', async (t) => {
  const uses = /** @type {Record<string, (module: any) => any>} */ ({
    cluster: (cluster) => cluster.fork(),
    domain: (domain) => domain.create(),
    http2: (http2) => http2.connect('https://localhost'),
    inspector: (inspector) => new inspector.Session(),
    repl: (repl) => repl.start(),
    trace_events: (traces) => traces.createTracing({ categories: ['v8'] }),
    v8: (v8) => v8.getHeapSnapshot()
  })
  for (const [name, use] of Object.entries(uses)) {
    const module = page.require(name)
    t.equal((await import(`node:${name}`)).default, module, name)
    try {
      use(module)
      t.fail(`${name} gave something`)
    } catch (error) {
      t.equal(/** @type {any} */ (error).code, 'ERR_NOT_IMPLEMENTED', name)
    }
  }
  t.deepEqual([page.require('cluster').isPrimary, page.require('_stream_readable') === page.require('stream').Readable], [true, true])
})

test('a page says that it is one, and so does its worker, which programs of Emscripten took for Node', async (t) => {
  t.deepEqual([page.process.type, page.process.browser], ['renderer', true])
  const url = URL.createObjectURL(new Blob([`const isNode = Boolean(process.versions?.node && process.type != 'renderer')
    postMessage([process.type, process.browser, isNode])`]))
  const worker = new Worker(url)
  const told = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = reject
  })
  worker.terminate()
  URL.revokeObjectURL(url)
  t.deepEqual(told, ['renderer', true, false])
})

test('modules that look for their callers find call sites, with files as far as the engine knows them', (t) => {
  const callers = page.require(new URL('lib/callers.cjs', import.meta.url).pathname)
  const place = `${__args?.testFolder}/lib/callers.cjs`
  t.deepEqual([callers.captured.getFileName(), callers.made.getFileName()], [place, place], 'the module itself')
  t.ok(callers.isError, 'errors are errors')
  const isNamed = /^Error/.test(String(new Error('x').stack))
  t.equal(callers.inside.getFileName(), isNamed ? place : null, 'a function in it')
  t.equal(callers.captured.getLineNumber(), isNamed ? 23 : null, 'the line')
  t.equal(typeof Reflect.get(Error, 'prepareStackTrace'), 'undefined', 'the page has its own')
  try {
    page.require(new URL('lib/throwing.cjs', import.meta.url).pathname)
    t.fail('nothing was thrown')
  } catch (error) {
    const { stack } = /** @type {Error} */ (error)
    t.ok(stack?.includes(isNamed ? `${place}:27` : `${__args?.testFolder}/lib/throwing.cjs@`), stack)
  }
})
