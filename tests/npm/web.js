/**
 * The site that clients are pointed to, and a plain client for servers.
 * @module
 */

import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import http from 'node:http'
import zlib from 'node:zlib'

/** Headers by which a server lets pages read its answers. */
const OPEN = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type' }

/** @type {Record<string, (request: any, response: any, body: Buffer, seen: Map<string, number>) => any>} */
const PAGES = {
  '/json': (_request, response) => response.setHeader('content-type', 'application/json').end('{"a":[1,"ü"]}'),
  '/page': (_request, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end('<title>a page</title>'),
  '/zipped': (_request, response) => response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(zlib.gzipSync('zipped '.repeat(1000))),
  '/large': (_request, response) => response.end(Buffer.alloc(300000, 'abc')),
  '/away': (_request, response) => response.writeHead(302, { location: '/json' }).end(),
  '/wrong': (_request, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('wrong'),
  '/silent': () => {},
  '/flaky': (request, response, _body, seen) => {
    const times = (seen.get(request.url) ?? 0) + 1
    seen.set(request.url, times)
    response.writeHead(times < 3 ? 503 : 200).end(String(times))
  },
  '/echo': (request, response, body) => {
    const { method, url, headers } = request
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ method, url, type: headers['content-type'] ?? null, body: body.toString() }))
  }
}

/**
 * Open the site on a port of its own.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function web () {
  const seen = new Map()
  const server = http.createServer(async (request, response) => {
    for (const [name, value] of Object.entries(OPEN)) response.setHeader(name, value)
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    const pieces = []
    for await (const piece of request) pieces.push(piece)
    const page = PAGES[request.url?.split('?')[0] ?? '']
    if (page) page(request, response, Buffer.concat(pieces), seen)
    else response.writeHead(404).end('nothing')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { url, close }
}

/**
 * Ask a server and read its whole answer.
 * @param {Record<string, any>} options of `http.request`
 * @param {any} [body]
 * @returns {Promise<{ status: number, headers: Record<string, any>, body: string }>}
 */
export async function ask (options, body) {
  const request = http.request({ host: '127.0.0.1', agent: false, ...options })
  request.end(body)
  const [response] = await once(request, 'response')
  let text = ''
  for await (const bytes of response) text += bytes.toString('latin1')
  return { status: response.statusCode, headers: { ...response.headers, date: 'date' }, body: text }
}
