/**
 * Events of the development server: in a window of ours by events of the framework, in a browser by server-sent events.
 * @module
 */

/** @typedef {import('./types.js').ServerEvent} ServerEvent */

const BASE = new URL('/_wasm/', location.href)

/** @param {string} name @returns {string} the address of a part of the server */
export function address (name) {
  return new URL(name, BASE).href
}

/**
 * Follow what happens from now on; the first event has all of the state, and so has one after the connection was lost.
 * @param {(event: ServerEvent) => void} told
 * @param {() => void} [lost] the server is gone, and asked again
 */
export function follow (told, lost = () => {}) {
  if ('__args' in globalThis) {
    followWindow(told)
    return
  }
  const source = new EventSource(address('events'))
  source.onmessage = ({ data }) => told(JSON.parse(data))
  source.onerror = lost
}

/** @param {(event: ServerEvent) => void} told */
async function followWindow (told) {
  /** @type {ServerEvent[] | null} */
  let early = []
  addEventListener('wasmserver', (event) => {
    const { detail } = /** @type {CustomEvent<ServerEvent>} */ (event)
    if (early) early.push(detail)
    else told(detail)
  })
  const state = await (await fetch(address('state'))).json()
  const missed = early.filter(({ builds }) => builds !== undefined && builds > state.builds)
  early = null
  told(state)
  missed.forEach(told)
}

/**
 * Ask the server for something.
 * @param {string} name @param {BodyInit} [body]
 */
export async function ask (name, body) {
  const answer = await fetch(address(name), { method: 'POST', headers: { 'x-oro-wasm': '1' }, body })
  if (!answer.ok) throw new Error(await answer.text())
}
