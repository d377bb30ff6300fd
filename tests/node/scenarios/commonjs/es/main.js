import fs, { existsSync } from 'fs'
import { createRequire } from 'node:module'
import * as other from './other.mjs'
import made, { counted, count as add } from './other.mjs'
import script, { named } from '../script.cjs'
import data from './data.json' with { type: 'json' }

const require = createRequire(import.meta.url)
export const told = [
  typeof fs.readFileSync, existsSync(import.meta.filename), other.counted, made(), script.named, named, data.a, require('../script.cjs') === script, this === undefined, typeof module, typeof __filename,
  import.meta.dirname.split('/').pop()
]
add()
export const after = [counted, other.counted]
export * from './other.mjs'
export * as inner from './other.mjs'
export { made as 'a name' }
export let live = 1
export function raise () { live++ }
export default class Main { static here = 'class' }
export const dynamic = async () => {
  const found = await import('./late.mjs')
  return [found.default, (await import('../script.cjs')).default === script, typeof (await import('path')).join]
}
