import os from 'oro:os'
import * as constants from 'oro:os/constants'
import { request, write } from 'oro:ipc'
import * as path from 'oro:path'
import { test } from 'oro:test'
import { differences } from './support/difference.js'
import { changing, constant } from './support/facts.js'

const ASK = '\nimport os from "node:os"\nconsole.log(JSON.stringify({ constant: constant(os), changing: changing(os) }))\n'
const BEYOND_NODE = ['availableMemory', 'host', 'hrtime', 'isWindows', 'rusage', 'uname']

/** @returns {Promise<any>} what Node says */
async function node () {
  const source = await (await fetch(new URL('./support/facts.js', import.meta.url))).text()
  const { data, err } = await write('test.node', {}, source + ASK)
  if (err) throw err
  return JSON.parse(data)
}

test('a page is told what Node is told', async (t) => {
  const expected = await node()
  const found = constant(os)
  t.deepEqual(found.names.filter((/** @type {string} */ name) => !BEYOND_NODE.includes(name)).sort(), expected.constant.names.sort())
  for (const key of Object.keys(found)) {
    if (key !== 'names') t.equal(differences(found[key], expected.constant[key]).join('\n'), '', key)
  }
  for (const [key, [value, off]] of Object.entries(changing(os))) {
    t.ok(Math.abs(value - expected.changing[key][0]) <= off, `${key}: ${value}, in Node ${expected.changing[key][0]}`)
  }
})

test('what Oro has beyond Node', (t) => {
  t.equal(os.isWindows, false)
  t.ok(os.rusage().ru_maxrss > 1000)
  t.equal(os.uname().sysname, os.type())
  const before = os.hrtime()
  t.ok(os.hrtime() > before)
  t.ok(os.availableMemory() > 1n << 20n)
  t.ok(os.availableMemory() <= BigInt(os.totalmem()))
  t.equal(os.host(), 'linux')
})

test('constants are a module of their own', (t) => {
  t.equal(constants.signals, os.constants.signals)
  t.equal(constants.default.errno.ENOENT, 2)
})

test('priorities are set', (t) => {
  const before = os.getPriority()
  os.setPriority(before + 1)
  t.equal(os.getPriority(0), before + 1)
})

test('oro:path names the folders of the user', async (t) => {
  const { data } = await request('os.paths')
  t.ok(data.home.startsWith('/'), data.home)
  for (const [name, folder] of Object.entries(data)) t.equal(Reflect.get(path, name.toUpperCase()), folder, name)
})
