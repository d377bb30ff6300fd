import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import zlib from 'node:zlib'

/**
 * Answers by what is asked: the paths below.
 * @param {any} request
 * @param {any} response
 */
async function answer (request, response) {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  const body = Buffer.concat(pieces)
  if (request.url === '/moved') return response.writeHead(302, { location: '/json' }).end()
  if (request.url === '/none') return response.writeHead(404).end('nothing')
  if (request.url === '/cut') return request.socket.destroy()
  if (request.url === '/large') return response.writeHead(200, { 'content-length': 300000 }).end(Buffer.alloc(300000, 'abc'))
  if (request.url === '/zipped') {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
    return response.end(zlib.gzipSync('zipped '.repeat(1000)))
  }
  const { method, url, headers } = request
  response.setHeader('content-type', 'application/json')
  response.setHeader('set-cookie', ['a=1; Path=/', 'b=2'])
  response.end(JSON.stringify({ method, url, type: headers['content-type'], custom: headers['x-custom'], length: body.length, body: body.toString().slice(0, 40) }))
}

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: needle, folder, say }) {
  const server = http.createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`
  const shown = (/** @type {any} */ { statusCode, body, cookies }) => [statusCode, body, cookies]
  try {
    say('get', shown(await needle('get', `${base}/json?a=%C3%BC`, { headers: { 'X-Custom': 'yes' } })))
    say('post', shown(await needle('post', `${base}/form`, { a: 1, b: ['x', 'y'] })))
    say('json', shown(await needle('put', `${base}/json`, { a: { b: [1] } }, { json: true })))
    say('bytes', shown(await needle('post', `${base}/bytes`, Buffer.alloc(100000, 'x'))))
    say('followed', shown(await needle('get', `${base}/moved`, { follow_max: 2 })))
    say('not followed', (await needle('get', `${base}/moved`)).statusCode)
    const none = await needle('get', `${base}/none`)
    say('none', [none.statusCode, none.statusMessage, String(none.body)])
    say('zipped', (await needle('get', `${base}/zipped`, { compressed: true })).body.length)
    fs.writeFileSync(`${folder}/sent`, 'from a file '.repeat(5000))
    say('streamed out', shown(await needle('post', `${base}/file`, fs.createReadStream(`${folder}/sent`), { stream_length: 0 })))
    const [failed] = await once(needle.get(`${base}/large`, { output: `${folder}/got` }), 'done')
    say('into a file', [failed ?? null, fs.readFileSync(`${folder}/got`).equals(Buffer.alloc(300000, 'abc'))])
    say('cut', await needle('get', `${base}/cut`).catch((/** @type {any} */ error) => error.code))
  } finally {
    server.close()
  }
  // A connection of its own: one that is kept may not have heard yet.
  say('refused', await needle('get', `${base}/`, { agent: new http.Agent() }).catch((/** @type {any} */ error) => [error.code, error.syscall]))
}
