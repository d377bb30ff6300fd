exports.job = 'an express app asked and checked without a port of its own'

exports.use = async ({ library: request, require, say }) => {
  const express = require('express')
  const app = express()
  app.get('/user', (_request, response) => response.cookie('session', '1').status(200).json({ name: 'john' }))
  app.post('/echo', express.json(), (request, response) => response.json(request.body))
  const answer = await request(app).get('/user').expect('Content-Type', /json/).expect(200, { name: 'john' })
  say('got', [answer.status, answer.body, answer.headers['set-cookie']])
  say('echo', (await request(app).post('/echo').send({ a: [1] })).body)
  say('wrong', await request(app).get('/none').expect(200).catch((error) => error.message))
  const agent = request.agent(app)
  await agent.get('/user')
  say('agent', (await agent.get('/user')).status)
}
