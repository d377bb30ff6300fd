// A person's way through Swagger UI: open the operation, "Try it out", fill in, "Execute", read the answer.
import { test } from 'oro:test'
import { until, type } from './support.js'

test('Swagger UI asks the mounted app', async (t) => {
  const operation = await until(() => document.querySelector('#operations-default-add_add_get'))
  operation.querySelector('.opblock-summary-control').click()
  const tryOut = await until(() => operation.querySelector('.try-out__btn'))
  t.equal(tryOut.textContent.trim(), 'Try it out', 'the button is there')
  tryOut.click()
  const [a, b] = await until(() => {
    const fields = operation.querySelectorAll('.parameters input')
    return fields.length === 2 && fields
  })
  type(a, '40')
  type(b, '2')
  ;(await until(() => operation.querySelector('.execute'))).click()
  const answer = await until(() => operation.querySelector('.live-responses-table .response'))
  t.equal(answer.querySelector('.response-col_status').textContent.trim().slice(0, 3), '200', 'the status')
  const body = await until(() => answer.querySelector('.highlight-code code, .highlight-code pre'))
  t.deepEqual(JSON.parse(body.textContent), { sum: 42 }, 'the body')
  const asked = operation.querySelector('.request-url pre').textContent.trim()
  t.equal(asked, 'oro://org.example.swagger/api/add?a=40&b=2', 'the address it shows')
})

test('a wrong parameter is answered by the app', async (t) => {
  const operation = document.querySelector('#operations-default-add_add_get')
  const response = await fetch('/api/add?a=4&b=many')
  t.equal(response.status, 422, 'the status FastAPI gives')
  t.ok(operation.isConnected, 'the page goes on')
})
