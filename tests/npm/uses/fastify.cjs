exports.job = 'routes with schemas, plugins, hooks, injection and a listening server'

exports.use = async ({ library, say, ask }) => {
  const fastify = library.default ?? library
  const app = fastify()
  app.decorate('now', () => 42)
  app.addHook('onSend', async (_request, reply, payload) => { reply.header('x-hook', 'yes'); return payload })
  app.register(async (scope) => { scope.get('/inner', async () => ({ now: scope.now() })) }, { prefix: '/api' })
  app.post('/sum', {
    schema: {
      body: { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'integer', default: 2 } } },
      response: { 200: { type: 'object', properties: { sum: { type: 'integer' } } } }
    }
  }, async (request) => ({ sum: request.body.a + request.body.b, hidden: true }))
  const inner = await app.inject('/api/inner')
  say('injected', [inner.statusCode, inner.json(), inner.headers['x-hook']])
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address()
  const headers = { 'Content-Type': 'application/json' }
  say('sum', (await ask({ port, path: '/sum', method: 'POST', headers }, '{"a":"1"}')).body)
  say('refused', (await ask({ port, path: '/sum', method: 'POST', headers }, '{}')).body)
  say('nothing', (await ask({ port, path: '/none' })).body)
  await app.close()
}
