/**
 * Writes what the modules of the node that runs this export, and the members of the classes among it.
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
/** @type {Record<string, Record<string, { instance: string[], own: string[] }>>} */
const classes = {}
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
  const found = Object.fromEntries(exported[name].flatMap((key) => isClass(value, key) ? [[key, members(value[key])]] : []))
  if (Object.keys(found).length) classes[name] = found
}

/** @param {any} owner @param {string} key a class of the language itself is none of Node's */
function isClass (owner, key) {
  const value = Object.getOwnPropertyDescriptor(owner, key)?.value
  return typeof value === 'function' && /^[A-Z]/.test(key) && value !== Object && Object.getOwnPropertyNames(value.prototype ?? {}).length > 1
}

/** @param {any} made */
function members (made) {
  const listed = (/** @type {any} */ from) => Object.getOwnPropertyNames(from).filter((key) => key !== 'constructor' && !key.startsWith('_') && !HIDDEN.has(key)).sort()
  return { instance: listed(made.prototype), own: listed(made) }
}
process.stdout.write(`${JSON.stringify({ version: process.version, modules: exported, classes }, null, 1)}\n`)
