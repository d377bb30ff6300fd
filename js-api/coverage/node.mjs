/**
 * Writes what the modules of the node that runs this export.
 *
 *     node coverage/node.mjs > coverage/node20.json
 *
 * @module
 */

import { createRequire, builtinModules } from 'node:module'

const require = createRequire(import.meta.url)
const LEFT_OUT = /^_/
const HIDDEN = new Set(['arguments', 'caller', 'length', 'name', 'prototype'])

/** @type {Record<string, string[]>} */
const exported = {}
process.removeAllListeners('warning')
for (const name of [...builtinModules, 'sqlite', 'test'].sort()) {
  if (LEFT_OUT.test(name)) continue
  let value
  try {
    value = require(`node:${name}`)
  } catch {
    continue
  }
  const names = Object.getOwnPropertyNames(value).filter((key) => !key.startsWith('_') && !(typeof value === 'function' && HIDDEN.has(key)))
  exported[name] = [...new Set(names)].sort()
}
process.stdout.write(`${JSON.stringify({ version: process.version, modules: exported }, null, 1)}\n`)
