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

test('an ES module that is required says what to do instead', (t) => {
  for (const name of ['lib/esm.mjs', 'lib/esm.js', 'lib/package/typed.js'].map((path) => new URL(path, import.meta.url).pathname)) {
    try {
      page.require(name)
      t.fail(name)
    } catch (error) {
      const { code, message } = /** @type {any} */ (error)
      t.equal(code, 'ERR_REQUIRE_ESM', name)
      t.ok(message.includes(`import('${name}')`), message)
    }
  }
})
