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
  if (!url) return { wanted: wanted.length, offered: false, refuses: [], absent: [], members: { refuses: [], absent: [] } }
  const namespace = await import(url).catch(() => undefined) ?? await declared(url)
  const has = (/** @type {string} */ key) => key in namespace || memberOf(namespace.default, key)
  return {
    wanted: wanted.length,
    offered: true,
    refuses: wanted.filter((key) => has(key) && refuses(namespace, key)),
    absent: wanted.filter((key) => !has(key)),
    members: membersOf(namespace, node.classes[name] ?? {})
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

/**
 * What the classes of a module refuse or lack, as `Class#member` and `Class.member`. A member may be a field, which only the
 * source of the class tells.
 * @param {any} namespace
 * @param {Record<string, { instance: string[], own: string[] }>} classes
 */
function membersOf (namespace, classes) {
  const result = { refuses: /** @type {string[]} */ ([]), absent: /** @type {string[]} */ ([]) }
  for (const [name, { instance, own }] of Object.entries(classes)) {
    const made = namespace[name] ?? namespace.default?.[name]
    if (typeof made !== 'function' || made[missing] === true) continue
    const fields = sourcesOf(made)
    for (const key of instance) sort(result, `${name}#${key}`, made.prototype, key, fields)
    for (const key of own) sort(result, `${name}.${key}`, made, key, '')
  }
  return result
}

/** @param {{ refuses: string[], absent: string[] }} result @param {string} label @param {any} owner @param {string} key @param {string} fields */
function sort (result, label, owner, key, fields) {
  if (!memberOf(owner, key)) {
    const field = new RegExp(`(?:^\\s+|this\\.)${key}\\b *(=[^=].*|$)|define\\w*\\(this, '${key}'`, 'm').exec(fields)
    if (!field) result.absent.push(label)
    else if (/= missing\(/.test(field[0])) result.refuses.push(label)
    return
  }
  let from = owner
  while (from && !Object.hasOwn(from, key)) from = Object.getPrototypeOf(from)
  const value = Object.getOwnPropertyDescriptor(from, key)?.value
  if (typeof value === 'function' && value[missing] === true) result.refuses.push(label)
}

/** @param {any} made @returns {string} of a class and those it extends */
function sourcesOf (made) {
  let text = ''
  for (let at = made; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) text += `${Function.prototype.toString.call(at)}\n`
  return text
}

/** @param {any} value @param {string} key */
function memberOf (value, key) {
  return value !== null && (typeof value === 'object' || typeof value === 'function') && key in value
}
