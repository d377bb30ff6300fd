/** What scenarios do again and again. */

/**
 * @typedef {object} Given
 * @property {any} http
 * @property {any} https
 * @property {any} net
 * @property {any} [os]
 * @property {any} Buffer
 * @property {(emitter: any, event: string) => Promise<any[]>} once
 * @property {import('./transcript.js').Transcript} t
 */

/** @param {any} server @returns {Promise<number>} its port */
export function listening (server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))
}

/** @param {any} server */
export function closed (server) {
  return new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections?.()
  })
}

/** @param {any} stream @returns {Promise<string>} what it holds */
export async function text (stream) {
  let whole = ''
  for await (const bytes of stream) whole += bytes.toString('latin1')
  return whole
}

/**
 * @param {any} request
 * @param {any} [body]
 * @returns {Promise<{ response: any, body: string }>}
 */
export function answered (request, body) {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (/** @type {any} */ response) => text(response).then((whole) => resolve({ response, body: whole }), reject))
    request.end(body)
  })
}

/**
 * Send bytes as they are, and take what comes until the end.
 * @param {Given} given
 * @param {number} port
 * @param {...string} pieces sent one after another
 * @returns {Promise<string>}
 */
export function raw ({ net }, port, ...pieces) {
  return new Promise((resolve) => {
    let whole = ''
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('data', (/** @type {any} */ bytes) => { whole += bytes.toString('latin1') })
    socket.on('end', () => socket.end())
    socket.on('error', () => {})
    socket.on('close', () => resolve(whole))
    for (const piece of pieces) socket.write(piece, 'latin1')
  })
}

/**
 * A server that sends bytes as they are to everyone who says something.
 * @param {Given} given
 * @param {string | ((socket: any, said: string) => void)} reply
 */
export async function rawServer ({ net }, reply) {
  const sockets = new Set()
  const server = net.createServer((/** @type {any} */ socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (/** @type {any} */ bytes) => typeof reply === 'string' ? socket.end(reply, 'latin1') : reply(socket, bytes.toString('latin1')))
  })
  server.closeAllConnections = () => { for (const socket of sockets) /** @type {any} */ (socket).destroy() }
  return { server, port: await listening(server) }
}
