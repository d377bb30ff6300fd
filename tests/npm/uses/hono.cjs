const { once } = require('node:events')

exports.job = 'routes, middleware and cookies, served by @hono/node-server'
exports.ways = ['require', 'import']

exports.use = async ({ library: { Hono }, require, say, ask }) => {
  const { serve } = require('@hono/node-server')
  const app = new Hono()
  app.use('*', async (c, next) => { await next(); c.header('x-after', 'yes') })
  app.get('/hello/:name', (c) => c.json({ hello: c.req.param('name'), q: c.req.query('q') ?? null }))
  app.post('/form', async (c) => c.text(String((await c.req.parseBody()).a)))
  app.get('/wrong', () => { throw new Error('wrong') })
  app.onError((error, c) => c.text(error.message, 500))
  say('request', await (await app.request('/hello/you?q=1')).json())
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  if (!server.listening) await once(server, 'listening')
  const { port } = server.address()
  say('get', (await ask({ port, path: '/hello/me' })).body)
  say('form', (await ask({ port, path: '/form', method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 'a=b')).body)
  say('wrong', (await ask({ port, path: '/wrong' })).status)
  await new Promise((resolve) => server.close(resolve))
}
