/**
 * Lets node run the modules of this repository: `oro:NAME` is found where a host would find it.
 *
 *     node --import ./tests/support/register.js FILE
 *
 * @module
 */

import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { pathOf, source } from '../../vendor/rooms.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const plugins = readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name, name.replaceAll('-', '_'), 'js'))

export async function resolve (specifier, context, next) {
  if (!specifier.startsWith('oro:')) return next(specifier, context)
  const name = `${specifier.slice('oro:'.length)}.js`
  const own = pathOf(name)
  const found = own ? join(source, own) : plugins.map((folder) => join(folder, name)).find(existsSync)
  if (!found) throw new Error(`Cannot find "${specifier}": no folder has it`)
  return { url: pathToFileURL(found).href, shortCircuit: true }
}
