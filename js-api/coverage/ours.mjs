/**
 * Compares the modules of this repository with those of Node; prints JSON.
 *
 *     node --import ./tests/support/register.js coverage/ours.mjs
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { resolve } from '../tests/support/resolve.js'

const missing = Symbol.for('oro.missing')
const write = process.stdout.write.bind(process.stdout)
const node = JSON.parse(readFileSync(new URL('./node20.json', import.meta.url), 'utf8'))

/** @type {Record<string, any>} */
const modules = {}
for (const [name, wanted] of Object.entries(node.modules)) {
  modules[name] = await compared(name, wanted)
}
write(`${JSON.stringify({ version: node.version, modules })}\n`, () => process.exit(0))

/**
 * @param {string} name
 * @param {string[]} wanted
 */
async function compared (name, wanted) {
  const url = await addressOf(name)
  if (!url) return { wanted: wanted.length, offered: false, refuses: [], absent: [] }
  const namespace = await import(url).catch(() => undefined) ?? await declared(url)
  const has = (/** @type {string} */ key) => key in namespace || memberOf(namespace.default, key)
  return {
    wanted: wanted.length,
    offered: true,
    refuses: wanted.filter((key) => has(key) && refuses(namespace, key)),
    absent: wanted.filter((key) => !has(key))
  }
}

/** @param {string} name @returns {Promise<string | null>} */
async function addressOf (name) {
  try {
    return (await resolve(`oro:${name}`, {}, undefined)).url
  } catch {
    return null
  }
}

/**
 * What a module exports that needs a host to be run.
 * @param {string} url
 */
async function declared (url) {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(url)],
    outdir: '/',
    write: false,
    bundle: true,
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
    plugins: [{ name: 'others', setup (building) { building.onResolve({ filter: /^oro:/ }, ({ path }) => ({ path, external: true })) } }]
  })
  const names = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint)?.exports ?? []
  return Object.fromEntries(names.map((name) => [name, undefined]))
}

/**
 * A getter may ask the host, so none is called.
 * @param {any} namespace
 * @param {string} key
 */
function refuses (namespace, key) {
  const value = key in namespace ? namespace[key] : Object.getOwnPropertyDescriptor(namespace.default, key)?.value
  return typeof value === 'function' && value[missing] === true
}

/** @param {any} value @param {string} key */
function memberOf (value, key) {
  return value !== null && (typeof value === 'object' || typeof value === 'function') && key in value
}
