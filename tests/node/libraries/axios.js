import http from 'node:http'
import { createRequire } from 'node:module'
import { listening } from './http-acts.js'

// Pages are given what packages keep for browsers: its file for Node is named.
const axios = createRequire(import.meta.url)('../node_modules/axios/dist/node/axios.cjs')

/** @param {{ say: (what: string, value: any) => void }} stage */
export async function use ({ say }) {
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (bytes) => { body += bytes })
    request.on('end', () => {
      if (request.url === '/away') response.writeHead(302, { Location: '/there' }).end()
      else if (request.url === '/silent') request.resume()
      else if (request.url === '/wrong') response.writeHead(500).end('wrong')
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ method: request.method, url: request.url, body, type: request.headers['content-type'], auth: request.headers.authorization }))
    })
  })
  server.listen(0, '127.0.0.1')
  const baseURL = `http://127.0.0.1:${await listening(server)}`
  const client = axios.create({ baseURL, adapter: 'http', proxy: false })
  say('get', (await client.get('/a', { params: { b: 'c d' }, auth: { username: 'me', password: 'x' } })).data)
  say('post', (await client.post('/a', { b: [1] })).data)
  say('away', (await client.get('/away')).data)
  say('stream', (await client.get('/a', { responseType: 'arraybuffer' })).data.length)
  say('wrong', await client.get('/wrong').catch((/** @type {any} */ error) => [error.code, error.response.status, error.response.data]))
  say('timeout', await client.get('/silent', { timeout: 100 }).catch((/** @type {any} */ error) => [error.code, error.message]))
  const controller = new AbortController()
  const asked = client.get('/silent', { signal: controller.signal }).catch((/** @type {any} */ error) => error.code)
  setTimeout(() => controller.abort(), 50)
  say('abort', await asked)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  say('refused', await client.get('/a').catch((/** @type {any} */ error) => error.code))
}
