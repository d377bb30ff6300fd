import http from 'node:http'
import { Readable } from 'node:stream'
import { ask, listening } from './http-acts.js'

/** @param {{ library: any, say: (what: string, value: any) => void }} stage */
export async function use ({ library, say }) {
  const Koa = library.default ?? library
  const app = new Koa()
  app.silent = true
  app.use(async (/** @type {any} */ context, /** @type {any} */ next) => {
    context.set('X-Before', 'yes')
    await next()
    context.set('X-After', String(context.status))
  })
  app.use((/** @type {any} */ context) => {
    if (context.path === '/stream') context.body = Readable.from(['a', 'b', 'c'])
    else if (context.path === '/json') context.body = { query: context.query, host: context.hostname, fresh: context.fresh }
    else if (context.path === '/empty') context.status = 204
    else if (context.path === '/wrong') context.throw(400, 'wrong')
  })
  const server = http.createServer(app.callback())
  server.listen(0, '127.0.0.1')
  const port = await listening(server)
  for (const path of ['/stream', '/json?a=b', '/empty', '/wrong', '/nothing']) say(path, await ask(http, { port, path }))
  await new Promise((resolve) => server.close(resolve))
}
