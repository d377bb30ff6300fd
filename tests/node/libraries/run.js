/**
 * Use every library, in Node or in a page, and write down what came of it.
 * @module
 */

import fs from 'node:fs'
import { createRequire } from 'node:module'
import { done, record } from '../scenarios/transcript.js'

/** How libraries are loaded: packages without ES modules can only be required, those without CommonJS only imported; several together load themselves. */
const WAYS = {
  askers: [''],
  axios: ['require'],
  chokidar: ['require', 'import'],
  emscripten: [''],
  express: ['require'],
  'fs-extra': ['require'],
  glob: ['require', 'import'],
  koa: ['require'],
  lowdb: ['import'],
  'markdown-it': ['require', 'import'],
  marked: ['import'],
  needle: ['require'],
  'sql.js': ['require'],
  'tar-stream': ['require'],
  ws: ['require']
}

const require = createRequire(import.meta.url)
const here = new URL('..', import.meta.url)
/** The folder of the app. */
const root = fs.realpathSync(here.protocol === 'file:' ? here : here.href)

for (const [name, ways] of Object.entries(WAYS)) {
  const { use } = await import(`./${name}.js`)
  for (const way of ways) {
    const folder = fs.mkdtempSync(`${root}/scene-`)
    try {
      const library = way === 'require' ? require(name) : way === 'import' ? await import(name) : null
      await use({ library, folder, root, say: (/** @type {string} */ what, /** @type {any} */ value) => record(`${name} by ${way}: ${what}`, value) })
    } catch (error) {
      record(`${name} by ${way}: failed`, [String(error), String(/** @type {any} */ (error)?.stack)])
    } finally {
      fs.rmSync(folder, { recursive: true, force: true })
    }
  }
}
done()
