/**
 * Use every package of `uses/`, in Node or in a page, and write down what came of it.
 * @module
 */

import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { compareNames } from './names.js'
import { done, record } from './transcript.js'
import { ask, web } from './web.js'

const require = createRequire(import.meta.url)
const { files, server } = require('./given.json')
/** Milliseconds that a package may take. */
const PATIENCE = 30000

/**
 * @param {string} name of a package
 * @param {string} way `require` or `import`
 */
const load = (name, way) => way === 'require' ? require(name) : import(name)

/**
 * @param {string} name
 * @param {string} way
 * @param {boolean} loads whether the package itself can be loaded
 * @param {(stage: any) => Promise<void>} use
 */
async function play (name, way, loads, use) {
  const folder = fs.mkdtempSync(`${os.tmpdir()}/oro-npm-`)
  const say = (/** @type {string} */ what, /** @type {any} */ value) => record(`${name} by ${way}: ${what}`, value)
  const clock = new AbortController()
  const late = sleep(PATIENCE, null, { signal: clock.signal }).then(() => { throw new Error(`more than ${PATIENCE} ms`) })
  late.catch(() => {})
  try {
    const library = loads ? await load(name, way) : null
    await Promise.race([use({ library, load: (/** @type {string} */ other) => import(other), require, say, folder, server, ask, web }), late])
    say('done')
  } catch (error) {
    record(`${name} by ${way}: failed`, [String(error), String(/** @type {any} */ (error)?.stack).slice(0, 1500)])
  } finally {
    clock.abort()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const uses = files.map((/** @type {string} */ file) => ({ file, ...require(`./uses/${file}.cjs`) }))
for (const { file, name = file, ways = ['require'], loads = true, use } of uses) {
  for (const way of ways) await play(name, way, loads, use)
}
await compareNames(record, require)
done()
