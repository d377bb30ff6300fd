/**
 * Asks registries: by the page's own `fetch`, or by that which the page was given for it.
 * @module
 */

const TRIES = 3
const WAIT = 500
/** Bytes of one answer. */
const MOST = 512 * 1024 * 1024

/** @typedef {{ status?: number, headers?: Record<string, string>, body?: Uint8Array, error?: string }} Said */

/** @param {string} url @param {Record<string, string>} headers @returns {Promise<Said>} */
export async function ask (url, headers) {
  for (let tried = 1; ; tried++) {
    const said = await once(url, headers)
    const passing = said.error !== undefined || said.status === 429 || Number(said.status) >= 500
    if (!passing || tried === TRIES) return said.error ? { error: `${said.error}, ${tried} times` } : said
    await new Promise((resolve) => setTimeout(resolve, WAIT * 4 ** (tried - 1)))
  }
}

/** @param {string} url @param {Record<string, string>} headers @returns {Promise<Said>} */
async function once (url, headers) {
  try {
    const response = await fetch(url, { headers, credentials: 'omit', referrerPolicy: 'no-referrer' })
    if (Number(response.headers.get('content-length')) > MOST) return { status: 413 }
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) }
  } catch (error) {
    return { error: `the browser got no answer that a page may read (${/** @type {Error} */ (error).message})` }
  }
}
