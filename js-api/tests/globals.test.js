import test from 'oro:test'

const page = /** @type {any} */ (globalThis)
const registry = Symbol.for('oro.runtime.modules.node')

/** Run a classic script, as an element does: at once. @param {string} text */
function classic (text) {
  const script = document.createElement('script')
  script.textContent = text
  document.head.append(script)
}

test('a classic script has what Node has on the global object, and that is what modules import', async (t) => {
  classic('window.found = { process, Buffer, global, setImmediate, clearImmediate, util: require("util"), zlib: require("node:zlib") }')
  const { found } = page
  t.ok(Reflect.get(globalThis, registry), 'they were loaded when they were touched')
  t.equal(found.global, globalThis, 'global')
  t.equal((await import('oro:process')).default, found.process, 'process')
  t.equal((await import('oro:buffer')).Buffer, found.Buffer, 'Buffer')
  t.equal((await import('oro:timers')).setImmediate, found.setImmediate, 'setImmediate')
  t.equal((await import('oro:timers')).clearImmediate, found.clearImmediate, 'clearImmediate')
  t.equal((await import('oro:util')).default, found.util, 'require() of a module that was not imported before')
  t.equal((await import('oro:zlib')).default, found.zlib, 'require() by the scheme of Node')
})

test('a page may have names of its own', (t) => {
  classic('var Buffer = 1; function clearImmediate () { return 2 }; const setImmediate = 3; window.mine = [Buffer, clearImmediate(), setImmediate]')
  t.deepEqual(page.mine, [1, 2, 3])
})

test('libraries that look for module and exports take the page for a page, and load nothing', (t) => {
  const forms = [
    "typeof exports === 'object' && typeof module !== 'undefined' ? taken.push(0) : given.push(0)",
    "typeof exports === 'object' && typeof module === 'object' ? taken.push(1) : typeof exports === 'object' ? taken.push(1) : given.push(1)",
    "typeof module === 'object' && typeof module.exports === 'object' ? taken.push(2) : given.push(2)",
    "typeof module !== 'undefined' && module.exports ? taken.push(3) : given.push(3)"
  ]
  classic(`var taken = [], given = []; ${forms.join('; ')}`)
  t.deepEqual([page.taken, page.given], [[], [0, 1, 2, 3]])
})

test('a page is the main module', (t) => {
  classic('window.main = require.main === module && module instanceof require("module") && module.require("util") === require("util")')
  t.ok(page.main)
  const place = page.require('fs').realpathSync(`${location.origin}/index.html`)
  t.ok(place.endsWith('/index.html') && place !== '/index.html', place)
  t.equal(page.module.filename, place)
  t.equal(page.__filename, place)
  t.equal(`${page.__dirname}/index.html`, place)
})
