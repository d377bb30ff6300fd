import { Buffer } from 'node:buffer'
import http from 'node:http'
import { ask, listening } from './http-acts.js'

/** @param {{ library: any, root: string, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: express, folder, say }) {
  const app = express()
  app.use(express.json())
  app.get('/hello/:name', (/** @type {any} */ request, /** @type {any} */ response) => response.send(`hello ${request.params.name} ${request.query.q}`))
  app.post('/json', (/** @type {any} */ request, /** @type {any} */ response) => response.status(201).cookie('a', 'b').json({ got: request.body }))
  app.get('/away', (/** @type {any} */ _request, /** @type {any} */ response) => response.redirect('/hello/there'))
  app.get('/bytes', (/** @type {any} */ _request, /** @type {any} */ response) => response.type('bin').send(Buffer.from([1, 2, 3])))
  app.get('/wrong', () => { throw Object.assign(new Error('wrong'), { status: 418, expose: true, stack: 'no stack' }) })
  app.use((/** @type {any} */ error, /** @type {any} */ _request, /** @type {any} */ response, /** @type {any} */ _next) => response.status(error.status).send(error.message))
  const server = app.listen(0, '127.0.0.1')
  const port = await listening(server)
  say('get', await ask(http, { port, path: '/hello/you?q=1' }))
  say('etag', await ask(http, { port, path: '/hello/you?q=1', headers: { 'If-None-Match': 'W/"b-ymfcrSFBqmvX28FwrKAbMpCSNbk"' } }))
  say('head', await ask(http, { port, path: '/hello/you', method: 'HEAD' }))
  say('post', await ask(http, { port, path: '/json', method: 'POST', headers: { 'Content-Type': 'application/json' } }, '{"a":[1,2]}'))
  say('bad', await ask(http, { port, path: '/json', method: 'POST', headers: { 'Content-Type': 'application/json' } }, '{"a"').then(({ status }) => status))
  say('redirect', await ask(http, { port, path: '/away' }))
  say('bytes', await ask(http, { port, path: '/bytes' }))
  say('error', await ask(http, { port, path: '/wrong' }))
  say('nothing', (await ask(http, { port, path: '/nothing' })).status)
  await new Promise((resolve) => server.close(resolve))
  say('closed', Boolean(folder))
}
