import { execFileSync } from 'oro:child_process'
import fs from 'oro:fs'
import { createRequire } from 'oro:module'
import os from 'oro:os'
import { test } from 'oro:test'
import wasi, { WASI } from 'oro:wasi'
import { answers } from './scenario.js'

const ASK = `
import fs from 'node:fs'
import os from 'node:os'
import { WASI } from 'node:wasi'
const said = answers(fs, os, WASI)
console.log(JSON.stringify(said))
`

/** A program that writes `hello` and exits with 3. */
const HELLO = Uint8Array.from(atob('AGFzbQEAAAABEANgBH9/f38Bf2ABfwBgAAACRgIWd2FzaV9zbmFwc2hvdF9wcmV2aWV3MQhmZF93cml0ZQAAFndhc2lfc25hcHNob3RfcHJldmlldzEJcHJvY19leGl0AAEDAgECBQMBAAEHEwIGbWVtb3J5AgAGX3N0YXJ0AAIKEwERAEEBQQBBAUEgEAAaQQMQAQsLFAEAQQALDggAAAAGAAAAaGVsbG8KABUEbmFtZQEOAgAFd3JpdGUBBGV4aXQ='), (character) => character.charCodeAt(0))

test('a page answers what Node answers', async (t) => {
  const source = await (await fetch(new URL('./scenario.js', import.meta.url))).text()
  const output = execFileSync('node', ['--no-warnings', '--input-type=module', '-'], { input: source + ASK }).toString()
  const expected = new Map(JSON.parse(output))
  const found = JSON.parse(JSON.stringify(answers(fs, os, WASI)))
  t.equal(found.length, expected.size)
  for (const [what, answer] of found) t.deepEqual(answer, expected.get(what), what)
})

test('it can be imported and required by its name in Node', async (t) => {
  t.equal(wasi.WASI, WASI)
  t.equal((await import(['node', 'wasi'].join(':'))).WASI, WASI)
  t.equal(createRequire(import.meta.url)('node:wasi').WASI, WASI)
})

test('a program runs on the page', async (t) => {
  const made = new WASI({ version: 'preview1', args: ['hello'] })
  const { instance } = await WebAssembly.instantiate(HELLO, made.getImportObject())
  t.equal(made.start(instance), 3)
})
