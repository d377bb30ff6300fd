/* Registers checks, runs them one after another, reports each. Engine-neutral: knows only what `suite` says. */
const checks = []
const LIMIT = 60000

/** Declare a check; its name is also the name of its pytest test. */
export function check (name, run) {
  checks.push({ name, run })
}

export class Failed extends Error {}

const show = value => typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value) ?? String(value)

export function equal (actual, expected, what = 'value') {
  if (show(actual) !== show(expected)) throw new Failed(`${what}: expected ${show(expected)}, got ${show(actual)}`)
}

export function ok (value, what) {
  if (!value) throw new Failed(what)
}

/** The error of a promise that must fail. */
export async function fails (promise, what = 'promise') {
  let value
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Failed(`${what}: expected a failure, got ${show(value)}`)
}

let ids = 0
export const unique = () => `${++ids}-${Math.random().toString(36).slice(2)}`

const query = params => new URLSearchParams(params).toString().replaceAll('+', '%20')
export const url = (route, params = {}) => `ipc://${route}?${query(params)}`
export const json = async (route, params) => (await fetch(url(route, params))).json()

/** Wait until the host was told of something; everything told under that name. */
export async function fact (name) {
  const values = await json('fact', { name })
  if (values.length === 0) throw new Failed(`the host was never told of "${name}"`)
  return values
}
export const known = name => json('known', { name })
export const command = (name, params = {}) => json('command', { do: name, ...params })

/** Wait for an event of a target. */
export const event = (target, name, ...bad) => new Promise((resolve, reject) => {
  target.addEventListener(name, resolve, { once: true })
  for (const other of bad) {
    target.addEventListener(other, () => reject(new Failed(`"${other}" instead of "${name}"`)), { once: true })
  }
})

/** Poll until a condition holds; for what has no event. */
export async function until (condition, what) {
  const end = performance.now() + LIMIT
  for (let value; ;) {
    if ((value = await condition())) return value
    if (performance.now() > end) throw new Failed(`never: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** A frame that has said hello; `ask(script)` runs a script in it. */
export async function frame (attributes = {}) {
  const id = unique()
  const element = document.createElement('iframe')
  const hello = new Promise(resolve => addEventListener('message', function heard ({ data }) {
    if (data?.id !== id) return
    removeEventListener('message', heard)
    resolve(data)
  }))
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value.replaceAll('ID', id))
  document.body.append(element)
  return { element, id, hello: await hello, ask: script => element.contentWindow.postMessage(script, '*') }
}

/** Text run in a worker; what it posts. */
export function inWorker (script, make = text => URL.createObjectURL(new Blob([text]))) {
  const worker = new Worker(make(script))
  const said = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = error => reject(new Failed(`worker: ${error.message}`))
  })
  return { worker, said }
}

const timeout = () => new Promise((resolve, reject) => setTimeout(() => reject(new Failed('took too long')), LIMIT))

const MODULES = [
  'answers', 'bodies', 'streams', 'aborts', 'redirects', 'files', 'frames', 'origins', 'media', 'windows', 'policy', 'load'
]

/** Run every check and report it. */
export async function run () {
  check('every module of checks loads', async () => {
    for (const name of [...MODULES, globalThis.suite.backend]) await import(`./checks/${name}.js`)
  })
  for (const { name, run } of checks) { // grows while it runs: the first check adds the others
    const begin = performance.now()
    let error = null
    try {
      await Promise.race([run(), timeout()])
    } catch (failure) {
      error = failure instanceof Failed ? failure.message : `${failure}\n${failure?.stack ?? ''}`
    }
    const report = { name, error, ms: Math.round(performance.now() - begin) }
    await fetch('ipc://report', { method: 'POST', body: JSON.stringify(report) })
  }
  await fetch('ipc://finished')
}
