/** Calls of OpenAI's endpoints, for functions that the modules lack. */

const prefix = String(globalThis.__args?.config?.ai_llm_server_prefix ?? '/ai/llama').replace(/^\/?|\/$/g, '')

/**
 * @param {string} endpoint
 * @param {object} body
 * @param {AbortSignal} signal
 * @returns {Promise<any>} rejects with an Error with the endpoint's message
 */
async function post (endpoint, body, signal) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`/${prefix}/${endpoint}`, { method: 'POST', headers, body: JSON.stringify(body), signal })
  const answer = await response.json()
  if (answer.error) throw new Error(answer.error.message)
  return answer
}

/**
 * Count the tokens of a text.
 * @param {string} model
 * @param {string} content
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
export async function countTokens (model, content, signal) {
  return (await post('tokenize', { model, content, add_special: false }, signal)).tokens.length
}

/**
 * Compare two texts: return the cosine similarity of their embeddings.
 * @param {string} model
 * @param {[string, string]} texts
 * @param {AbortSignal} signal
 * @returns {Promise<{ similarity: number, dimensions: number }>}
 */
export async function compare (model, texts, signal) {
  const { data } = await post('v1/embeddings', { model, input: texts }, signal)
  const [one, other] = data.map((/** @type {{ embedding: number[] }} */ each) => each.embedding)
  return { similarity: cosine(one, other), dimensions: one.length }
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function cosine (one, other) {
  const product = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.reduce((sum, value, at) => sum + value * b[at], 0)
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other))
}
