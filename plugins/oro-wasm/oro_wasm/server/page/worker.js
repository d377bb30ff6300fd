/**
 * Runs a module apart from the page, so that a call that never ends can be ended and the page stays awake.
 * @module
 */

import { Instance, explained } from './instance.js'
import { Output, Wasi } from './wasi.js'

/**
 * @typedef {{ id: number, do: 'load', url: string, imports: import('./types.js').Import[], input: string }} Load
 * @typedef {{ id: number, do: 'call', name: string, args: import('./types.js').Value[] }} Call
 * @typedef {{ id: number, do: 'run', name: string, args: string[] }} Run
 * @typedef {Load | Call | Run | { id: number, do: 'replace', url: string, imports: import('./types.js').Import[] }} Order
 */

const scope = /** @type {{ postMessage: (message: unknown) => void, onmessage: unknown }} */ (/** @type {unknown} */ (self))
const output = new Output((stream, text) => scope.postMessage({ stream, text }))
for (const level of /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug'])) {
  console[level] = (...values) => {
    output.flush()
    scope.postMessage({ stream: level === 'error' ? 'stderr' : 'stdout', text: `${values.map(String).join(' ')}\n` })
  }
}

/** @type {Instance | null} */
let instance = null
let input = ''

/** @type {{ [order in Order['do']]: (order: any) => Promise<unknown> | unknown }} */
const orders = {
  async load ({ url, imports, input: address }) {
    input = address
    instance = await Instance.load(url, imports, library())
  },
  async replace ({ url, imports }) {
    instance = instance ? await instance.successor(url, imports, library()) : await Instance.load(url, imports, library())
  },
  call ({ name, args }) {
    if (!instance) throw new Error(`Cannot call "${name}": no module is loaded`)
    return instance.call(name, args)
  },
  async run ({ name, args }) {
    if (!instance) throw new Error(`Cannot run "${name}": no module is loaded`)
    return instance.run(new Wasi([name, ...args], input, output))
  }
}

/** @returns {Wasi} the system of an instance whose functions are called */
function library () {
  return new Wasi(['module'], input, output)
}

scope.onmessage = async (/** @type {MessageEvent<Order>} */ { data }) => {
  try {
    const result = await orders[data.do](data)
    output.flush()
    scope.postMessage({ id: data.id, result })
  } catch (error) {
    output.flush()
    scope.postMessage({ id: data.id, failed: explained(error) })
  }
}
