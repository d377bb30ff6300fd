/**
 * Answers that no script may look into: those of sites that were not asked for consent, and redirects that were not
 * followed. The host has their heads and bodies; here is nothing but their name.
 * @module
 */

/** @typedef {import('./held.js').Name} Name */
/** @typedef {import('./held.js').Source} Source */

/** Types of such answers. */
export const SEALED = ['opaque', 'opaqueredirect']

/** @type {WeakMap<Response, { source: Source, used: boolean }>} */
const contents = new WeakMap()
/** @type {FinalizationRegistry<Source>} */
const forgotten = new FinalizationRegistry((source) => source.release())

/**
 * Make an answer of what the host has.
 * @param {Source} source
 * @param {{ type: string, url?: string }} members
 * @returns {Response}
 */
export function seal (source, { type, url = '' }) {
  const response = new Response(null)
  const content = { source, used: false }
  const clone = () => {
    if (content.used) throw new TypeError('Cannot clone an answer that was used')
    return seal(source, { type, url })
  }
  Object.defineProperty(response, 'bodyUsed', { get: () => content.used, configurable: true })
  for (const [name, value] of Object.entries({ type, url, status: 0, ok: false, statusText: '', clone })) {
    Object.defineProperty(response, name, { value, configurable: true, writable: name === 'clone' })
  }
  source.use()
  contents.set(response, content)
  forgotten.register(response, source, response)
  return response
}

/**
 * Take what an answer stands for by its name.
 * @param {Response} response
 * @returns {Name & { sealed: true } | null} null where scripts may look into it
 * @throws {TypeError} the host has it no more, or never had: what pages and forms fetch, the engine keeps for itself
 */
export function unseal (response) {
  if (!SEALED.includes(response.type)) return null
  const content = contents.get(response)
  if (!content || content.used) throw new TypeError(`Cannot use an answer of type "${response.type}": ${content ? 'it was used already' : 'the engine keeps it'}`)
  content.used = true
  forgotten.unregister(response)
  return { ...content.source.take(), sealed: true }
}
