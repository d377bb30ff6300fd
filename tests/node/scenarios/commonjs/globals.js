'use strict'

const { promisify } = require('util')
const fs = require('fs')
const path = require('path')
const timer = setTimeout(() => {}, 1000)
exports.timer = [typeof timer.unref, timer.hasRef(), timer.unref() === timer, timer.hasRef(), typeof timer.refresh, typeof timer[Symbol.toPrimitive]()]
clearTimeout(timer)
const repeated = setInterval(() => {}, 1000)
exports.interval = [typeof repeated.unref]
clearInterval(repeated)
exports.same = [setTimeout === require('timers').setTimeout, setImmediate === require('timers').setImmediate, Buffer === require('buffer').Buffer, process === require('process'), global === globalThis]
exports.console = [typeof console.Console, console.Console === require('console').Console]
exports.strict = (function () { return this === undefined })()
exports.place = [path.basename(__filename), path.basename(__dirname), path.isAbsolute(__filename), fs.readFileSync(path.join(__dirname, 'text.txt'), 'utf8'), fs.statSync(__filename).isFile()]
exports.module = [module.filename === __filename, module.id === __filename, module.path === __dirname, module.paths[0] === path.join(__dirname, 'node_modules'), module.loaded]
exports.later = async () => [await promisify(setTimeout)(1, 'a'), await promisify(setImmediate)('b')]

const [kept, before] = [setTimeout, globalThis.setTimeout]
/** @type {string[]} */
const asked = []
globalThis.setTimeout = /** @type {any} */ ((/** @type {[() => void]} */ ...given) => {
  asked.push('replaced')
  return kept(...given)
})
setTimeout(() => {})
globalThis.setTimeout = before
setTimeout(() => {})
exports.replaced = asked
exports.again = () => {
  const timer = setTimeout(() => {}, 1000)
  clearTimeout(timer)
  return typeof timer.unref
}
