/**
 * Use every library, in Node or in a page, and write down what came of it.
 * @module
 */

import fs from 'node:fs'
import { createRequire } from 'node:module'
import { done, record } from '../scenarios/transcript.js'
import { compareNames } from './names.js'

/** How libraries are loaded: those without CommonJS can only be imported, those with nothing else have a default. */
const WAYS = {
  axios: ['require'],
  chokidar: ['require', 'import'],
  express: ['require', 'default'],
  'fs-extra': ['require'],
  glob: ['require', 'import'],
  koa: ['require'],
  lowdb: ['import'],
  'markdown-it': ['require', 'import'],
  marked: ['import'],
  needle: ['require'],
  'sql.js': ['require'],
  'tar-stream': ['require'],
  ws: ['require', 'default']
}

const require = createRequire(import.meta.url)
const here = new URL('..', import.meta.url)
/** The folder of the app. */
const root = fs.realpathSync(here.protocol === 'file:' ? here : here.href)

await compareNames(record, require)
for (const [name, ways] of Object.entries(WAYS)) {
  const { use } = await import(`./${name}.js`)
  for (const way of ways) {
    const folder = fs.mkdtempSync(`${root}/scene-`)
    try {
      const library = way === 'require' ? require(name) : await import(name)
      await use({ library: way === 'default' ? library.default : library, folder, root, say: (/** @type {string} */ what, /** @type {any} */ value) => record(`${name} by ${way}: ${what}`, value) })
    } catch (error) {
      record(`${name} by ${way}: failed`, [String(error), String(/** @type {any} */ (error)?.stack)])
    } finally {
      fs.rmSync(folder, { recursive: true, force: true })
    }
  }
}
done()
