/** What libraries around HTTP are asked. */

/** @param {any} server @returns {Promise<number>} its port */
export async function listening (server) {
  if (!server.address()) await new Promise((resolve) => server.once('listening', resolve))
  return server.address().port
}

/**
 * @param {any} http
 * @param {Record<string, any>} options
 * @param {any} [body]
 * @returns {Promise<{ status: number, headers: Record<string, any>, body: string }>}
 */
export function ask (http, options, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', agent: false, ...options }, (/** @type {any} */ response) => {
      let text = ''
      response.on('data', (/** @type {any} */ bytes) => { text += bytes.toString('latin1') })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode, headers: { ...response.headers, date: 'date' }, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}
