/**
 * The environment as `process.env`: a copy of what the app lets pages see; what is set goes to the host as well.
 * With the plugin oro-process that is the host's whole environment, asked when something is first looked for that the
 * page was not made with.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import { send, sendSync } from '../../base/ipc.js'

/** One change of the environment: `set`, `change` or `delete`. */
export class ProcessEnvironmentEvent extends Event {
  /**
   * @param {'set' | 'change' | 'delete'} type
   * @param {string} key
   * @param {string} [value]
   */
  constructor (type, key, value) {
    super(type)
    this.key = key
    this.value = value
  }
}

/** Tells of changes of the environment that this page makes. */
export class ProcessEnvironment extends EventTarget {
  get [Symbol.toStringTag] () { return 'ProcessEnvironment' }
}

/** Where `set`, `change` and `delete` are dispatched. */
export const environment = new ProcessEnvironment()

/**
 * The variables the page was given and those it has set; a program that it starts inherits all others from the host.
 * @type {Record<string, string>}
 */
export const pageVariables = { ...globalThis.__args?.env }
const variables = { ...pageVariables }
let complete = !globalThis.isOroRuntime

/** The variables. */
export const env = new Proxy(variables, {
  get (target, key, receiver) {
    if (typeof key === 'string' && !(key in target)) fill()
    return Reflect.get(target, key, receiver)
  },

  has (target, key) {
    if (typeof key === 'string' && !(key in target)) fill()
    return Reflect.has(target, key)
  },

  ownKeys (target) {
    fill()
    return Reflect.ownKeys(target)
  },

  getOwnPropertyDescriptor (target, key) {
    fill()
    return Reflect.getOwnPropertyDescriptor(target, key)
  },

  set (target, key, value) {
    if (typeof key !== 'string') throw new TypeError('Cannot convert a Symbol value to a string')
    fill()
    const text = `${value}`
    const type = Object.hasOwn(target, key) ? 'change' : 'set'
    target[key] = pageVariables[key] = text
    tell('process.env.set', { key, value: text })
    environment.dispatchEvent(new ProcessEnvironmentEvent(type, key, text))
    return true
  },

  defineProperty (target, key, described) {
    if ('get' in described || 'set' in described) {
      throw nodeError(TypeError, 'ERR_INVALID_OBJECT_DEFINE_PROPERTY', "'process.env' does not accept an accessor(getter/setter) descriptor")
    }
    if (!described.configurable || !described.writable || !described.enumerable) {
      const message = "'process.env' only accepts a configurable, writable, and enumerable data descriptor"
      throw nodeError(TypeError, 'ERR_INVALID_OBJECT_DEFINE_PROPERTY', message)
    }
    env[/** @type {string} */ (key)] = described.value
    return true
  },

  deleteProperty (target, key) {
    if (typeof key !== 'string') return true
    fill()
    if (!Object.hasOwn(target, key)) return true
    delete target[key]
    delete pageVariables[key]
    tell('process.env.delete', { key })
    environment.dispatchEvent(new ProcessEnvironmentEvent('delete', key))
    return true
  }
})

/** Add what the host has and the page was not given; a host without the plugin, or that refuses, has nothing more. */
function fill () {
  if (complete) return
  complete = true
  const { data } = sendSync(/** @type {any} */ ('process.env'))
  for (const [key, value] of Object.entries(data ?? {})) if (!Object.hasOwn(variables, key)) variables[key] = value
}

/**
 * A page that may not change the host's environment changes its own.
 * @param {string} route
 * @param {Record<string, string>} params
 */
function tell (route, params) {
  if (globalThis.isOroRuntime) send(/** @type {any} */ (route), params)
}
