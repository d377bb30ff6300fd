import { WebContainer } from 'oro:container'
import { refusal } from '/support/containers.js'

export { all, refusal, until } from '/support/containers.js'

/** @typedef {import('../../../../oro_container/js/container/types.js').EngineName} EngineName */
/** @typedef {import('../../../../oro_container/js/container/types.js').Capabilities} Capabilities */

/** @type {EngineName[]} */
export const ENGINES = ['host', 'page']

/** One container for each engine, for what does not end it: a boot of the page engine takes seconds. */
const shared = new Map(ENGINES.map((engine) => [engine, WebContainer.boot({ engine })]))
// A test that wants it is told.
for (const booting of shared.values()) booting.catch(() => {})

/**
 * Play a scenario in each engine, in a container without files and processes.
 * @param {(t: any, container: WebContainer, engine: EngineName) => any} play
 */
export function each (play) {
  return eachEngine(async (t, engine) => {
    const container = /** @type {WebContainer} */ (await shared.get(engine))
    try {
      await play(t, container, engine)
    } finally {
      await clean(container)
    }
  })
}

/** @param {(t: any, engine: EngineName) => any} play what boots containers itself */
export function eachEngine (play) {
  return async (/** @type {any} */ t) => {
    for (const engine of ENGINES) await t.test(engine, (/** @type {any} */ t) => inTime(engine, play(named(t, engine), engine)))
  }
}

/**
 * Do what a capability is about; where the engine lacks it, the first call is refused, and says by whom and what to do.
 * @param {any} t
 * @param {WebContainer} container
 * @param {keyof Capabilities} capability
 * @param {() => any} act
 * @returns {Promise<boolean>} whether it has it
 */
export async function held (t, container, capability, act) {
  if (container.capabilities[capability]) {
    await act()
    return true
  }
  const error = await refusal(act)
  t.equal(error.name, 'NotSupportedError', `${capability} is refused as not supported: ${error.message}`)
  t.match(error.message, /^Cannot .* with engine "\w+": .*engine "\w+"$/)
  return false
}

/** @param {WebContainer} container @param {Record<string, string>} files */
export async function files (container, files) {
  await container.mount(Object.fromEntries(Object.entries(files).map(([name, contents]) => [name, { file: { contents } }])))
}

/** Milliseconds that a scenario may take in one engine: one that waits for ever leaves the others their turn. */
const MOST = 60_000

/** @param {string} engine @param {Promise<any>} playing */
async function inTime (engine, playing) {
  /** @type {any} */
  let timer
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`engine "${engine}": it took longer than ${MOST} ms`)), MOST) })
  try {
    await Promise.race([playing, late])
  } finally {
    clearTimeout(timer)
  }
}

/** @param {WebContainer} container */
async function clean ({ fs }) {
  for (const name of await fs.readdir('')) await fs.rm(name, { recursive: true, force: true })
}

/** Arguments before the message of each assertion. */
const BEFORE = Object.entries({ ok: 1, equal: 2, notEqual: 2, deepEqual: 2, match: 2 })

/**
 * The test, with the engine in each message.
 * @param {any} t @param {string} engine
 */
function named (t, engine) {
  const more = Object.fromEntries(BEFORE.map(([name, count]) => [name, (/** @type {any[]} */ ...given) => {
    t[name](...given.slice(0, count), `engine "${engine}": ${given[count] ?? `should be (${name})`}`)
  }]))
  return new Proxy(t, { get: (target, name) => more[String(name)] ?? (typeof target[name] === 'function' ? target[name].bind(target) : target[name]) })
}
