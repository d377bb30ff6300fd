import { Buffer } from 'oro:buffer'
import fs from 'oro:fs'
import { request } from 'oro:ipc'
import { test } from 'oro:test'
import { transcript } from './transcript.js'

/** @typedef {import('oro:test').Test} Test */

test('names and members are those of Node', asNode('members'))
test('files are read and written as by Node', asNode('contents'))
test('names are made, copied, moved and removed as by Node', asNode('trees'))
test('streams and handles do what those of Node do', asNode('streams'))
test('watchers tell what those of Node tell', asNode('watching'))
test('variables are taken from files, and modules had, as by Node', asNode('environment'))
test('paths, flags and arguments are checked as Node checks them', asNode('arguments'))

/**
 * Run a scenario here and in Node, and compare what was seen.
 * @param {string} name
 * @returns {(t: Test) => Promise<void>}
 */
function asNode (name) {
  return async (t) => {
    const { err, data } = await request('test.node', { scenario: name }, { responseType: 'arraybuffer' })
    if (err) throw err
    const expected = JSON.parse(new TextDecoder().decode(data))
    const { scenarios } = await import(`./scenarios/${name}.js`)
    const root = await fs.promises.realpath(`${location.origin}/`)
    const folder = await fs.promises.mkdtemp(`${root}/node-`)
    try {
      compare(t, JSON.parse(JSON.stringify(await transcript(scenarios, { fs, Buffer, folder }))), expected)
    } finally {
      await fs.promises.rm(folder, { recursive: true, force: true })
    }
  }
}

/**
 * @param {Test} t
 * @param {Record<string, [string, any][]>} told
 * @param {Record<string, [string, any][]>} expected
 */
function compare (t, told, expected) {
  for (const [scene, lines] of Object.entries(expected)) {
    const here = told[scene] ?? []
    t.deepEqual(here.map(([label]) => label), lines.map(([label]) => label), `${scene}: the same happens`)
    const wrong = lines.map(([label, value], index) => [label, JSON.stringify(value), JSON.stringify(here[index]?.[1])])
      .filter(([, node, page]) => node !== page)
      .map(([label, node, page]) => `${label}\n  Node: ${node}\n  here: ${page}`)
    t.equal(wrong.join('\n'), '', `${scene}: the same comes out`)
  }
}
