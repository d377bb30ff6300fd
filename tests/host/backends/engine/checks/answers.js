import { check, command, equal, event, fails, json, ok, unique, url } from '../harness.js'

const { capabilities, suffix } = globalThis.suite

check('status: fetch sees the real one', async () => {
  for (const code of [200, 201, 400, 404, 418, 500, 503]) {
    const response = await fetch(url('status', { code, body: `body of ${code}` }))
    equal(response.status, capabilities.status ? code : 200, 'status')
    equal(response.ok, response.status < 300, 'ok')
    equal(await response.text(), `body of ${code}`, 'body')
  }
})

check('status: 204 and 304 have no body', async () => {
  for (const code of [204, 304]) {
    const response = await fetch(url('status', { code }))
    equal(response.status, capabilities.status ? code : 200, 'status')
    equal(await response.text(), '', 'body')
  }
})

check('status: XMLHttpRequest sees the real one', async () => {
  const request = new XMLHttpRequest()
  request.open('GET', url('status', { code: 404, body: 'gone' }))
  request.send()
  await event(request, 'loadend')
  equal(request.status, capabilities.status ? 404 : 200, 'status')
  equal(request.responseText, 'gone', 'body')
})

check('status: a script element sees it only where statuses are native', async () => {
  const script = Object.assign(document.createElement('script'), { src: '/status.js?code=404' })
  delete globalThis.statusScriptRan
  document.head.append(script)
  await Promise.race([event(script, 'load'), event(script, 'error')])
  equal(globalThis.statusScriptRan === undefined, capabilities.native_status, 'script with 404 refused')
})

check('status: one outside HTTP is answered all the same', async () => {
  for (const code of [99, 999]) {
    const response = await fetch(url('status', { code, body: 'odd' }))
    ok(response.status >= 200 && response.status <= 599, `status ${response.status}`)
  }
})

check('headers: names and values reach the page', async () => {
  const response = await fetch(url('headers'))
  const seen = response.headers.get('x-mixed')
  equal(capabilities.headers ? seen : seen?.toLowerCase(), capabilities.headers ? 'Mixed CASE Value' : 'mixed case value', 'x-mixed')
  equal(response.headers.get('x-second'), '2', 'x-second')
  equal(response.headers.get('content-type')?.replace(' ', ''), 'text/plain;charset=utf-8', 'content-type')
  equal(await response.text(), 'grüße', 'decoded text')
})

check('headers: fields are found by the boundary of the type', async () => {
  const answer = await fetch(url('form'))
  equal(answer.headers.get('content-type'), 'multipart/form-data; boundary=AbC', 'content-type')
  equal((await answer.clone().formData()).get('tea'), 'grüner', 'field of a clone')
  equal((await answer.formData()).get('tea'), 'grüner', 'field')
  ok(answer.bodyUsed, 'it is read once')
})

check('request: methods and headers reach the host', async () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const body = method === 'GET' ? undefined : 'text'
    const seen = await (await fetch(url('echo'), { method, body, headers: { 'X-Custom': 'Some Value' } })).json()
    equal(seen.method, method, 'method')
    equal(seen.headers['x-custom'], 'Some Value', 'header')
    equal(seen.text, body ?? '', 'body')
  }
})

check('request: the query arrives as it was written', async () => {
  const seen = await json('echo', { text: 'ä&=#? +%', other: '1' })
  equal(seen.url.replace('echo/?', 'echo?'), 'ipc://echo?text=%C3%A4%26%3D%23%3F%20%2B%25&other=1', 'url')
})

check('request: headers of the engine are not forged by the page', async () => {
  const seen = await (await fetch(url('echo'), { headers: { Origin: 'oro://other', Referer: 'oro://other/' } })).json()
  ok(!String(seen.headers.referer).startsWith('oro://other'), 'Referer was forged')
  equal(seen.origin, 'oro://app', 'origin')
})

check('request: nothing the preload adds for the backend is shown to the host', async () => {
  const seen = await (await fetch(url('echo'), { method: 'POST', body: 'x' })).json()
  equal(Object.keys(seen.headers).filter(name => name.startsWith('x-oro-')), [], 'headers of the backend')
})

check('user agent: the suffix is there, in page and request', async () => {
  equal(navigator.userAgent.endsWith(suffix), capabilities.user_agent, 'suffix in the page')
  const seen = await json('echo')
  equal(String(seen.headers['user-agent']).endsWith(suffix), capabilities.user_agent, 'suffix in the request')
})

check('modules: a specifier such as node:fs is asked of the host', async () => {
  const name = unique()
  await fails(import(`node:${name}`)) // the suite has no such module; what counts is that it was asked
  const asked = await json('fact', { name: `loaded /${name}` })
  ok(asked.length === 1, 'the host was not asked')
})

check('modules: dynamic import of the app origin', async () => {
  const module = await import(`/harness.js?${unique()}`)
  equal(typeof module.check, 'function', 'export')
})

check('evaluate: gives JSON values and the text of errors', async () => {
  const run = script => command('evaluate', { name: 'main', script })
  equal(await run('[[1, "ä", null], { b: document.title }]'), { value: [[1, 'ä', null], { b: 'suite' }], error: null })
  equal(await run('undefined'), { value: null, error: null })
  equal(await run('1 + 1'), { value: 2, error: null })
  const { value, error } = await run('throw new Error("on purpose")')
  equal(value, null, 'value')
  ok(error.includes('on purpose'), `error text: ${error}`)
})
