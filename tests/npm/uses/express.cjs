const { once } = require('node:events')
const fs = require('node:fs')

exports.job = 'routes, bodies, cookies, redirects, files, errors'

exports.use = async ({ library: express, say, ask, folder }) => {
  fs.writeFileSync(`${folder}/page.html`, '<h1>page</h1>')
  const app = express()
  app.use(express.json(), express.urlencoded({ extended: true }), express.static(folder))
  app.get('/hello/:name', (request, response) => response.send(`hello ${request.params.name} ${request.query.q}`))
  app.post('/json', (request, response) => response.status(201).cookie('a', 'b').json({ got: request.body }))
  app.get('/away', (_request, response) => response.redirect('/hello/there'))
  app.get('/async', async () => { throw Object.assign(new Error('wrong'), { status: 418 }) })
  app.use((error, _request, response, _next) => response.status(error.status).send(error.message))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const json = { 'Content-Type': 'application/json' }
  say('get', await ask({ port, path: '/hello/you?q=1' }))
  say('head', await ask({ port, path: '/hello/you', method: 'HEAD' }))
  say('post', await ask({ port, path: '/json', method: 'POST', headers: json }, '{"a":[1,2]}'))
  say('form', await ask({ port, path: '/json', method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 'a[b]=1&c=2'))
  say('bad', (await ask({ port, path: '/json', method: 'POST', headers: json }, '{"a"')).status)
  say('away', await ask({ port, path: '/away' }))
  say('file', (await ask({ port, path: '/page.html' })).body)
  say('error', await ask({ port, path: '/async' }))
  say('nothing', (await ask({ port, path: '/nothing' })).status)
  await new Promise((resolve) => server.close(resolve))
}
