const { once } = require('node:events')

exports.job = 'middleware around middleware, bodies of each kind, errors'

exports.use = async ({ library, say, ask }) => {
  const Koa = library.default ?? library
  const app = new Koa({ keys: ['secret'] })
  const order = []
  app.on('error', (error) => order.push(error.message))
  app.use(async (ctx, next) => { order.push('in'); await next(); order.push('out'); ctx.set('X-Took', '1') })
  app.use(async (ctx) => {
    if (ctx.path === '/json') ctx.body = { path: ctx.path, query: ctx.query }
    else if (ctx.path === '/stream') ctx.body = require('node:stream').Readable.from(['a', 'b'])
    else if (ctx.path === '/cookie') { ctx.cookies.set('a', 'b', { signed: true }); ctx.body = 'set' }
    else if (ctx.path === '/wrong') ctx.throw(422, 'wrong')
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  for (const path of ['/json?a=1', '/stream', '/cookie', '/wrong', '/none']) say(path, await ask({ port, path }))
  say('order', order)
  await new Promise((resolve) => server.close(resolve))
}
