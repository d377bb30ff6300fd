import { test } from 'oro:test'

/** @param {string} path @param {RequestInit} [options] */
const text = async (path, options) => (await fetch(path, options)).text()

/** @param {HTMLIFrameElement} frame */
const loaded = (frame) => new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))

test('PHP knows the request', async (t) => {
  const response = await fetch('/book/pages/server.php/more?a[]=1&a[]=2', { headers: { 'X-Mine': 'yes', Proxy: 'evil' } })
  const { server, get } = await response.json()
  t.deepEqual(get, { a: ['1', '2'] })
  t.equal(server.REQUEST_METHOD, 'GET')
  t.equal(server.SCRIPT_NAME, '/book/pages/server.php')
  t.equal(server.PATH_INFO, '/more')
  t.equal(server.QUERY_STRING, 'a[]=1&a[]=2')
  t.equal(server.HTTP_X_MINE, 'yes')
  t.equal(server.HTTP_PROXY, undefined)
  t.equal(server.DOCUMENT_ROOT, '/site')
})

test('a form is posted, and the session and cookies are kept', async (t) => {
  const frame = document.createElement('iframe')
  frame.src = '/book/'
  document.body.append(frame)
  await loaded(frame)
  const page = () => /** @type {Document} */ (frame.contentDocument)
  /** @param {string} selector @returns {any} */
  const found = (selector) => page().querySelector(selector)
  t.equal(page().title, 'Guest book')
  t.equal(getComputedStyle(found('h1')).color, 'rgb(1, 2, 3)')
  found('[name=name]').value = 'Ada'
  found('[name=text]').value = '<b>hello</b>'
  found('button').click()
  // A frame may show an empty page on its way to where it is redirected.
  do await loaded(frame)
  while (!found('#signed'))
  t.equal(found('#signed').textContent, '1')
  t.equal(found('li').textContent, 'Ada: <b>hello</b>')
  t.equal(found('[name=name]').value, 'Ada')
  t.equal(new URL(page().URL).pathname + new URL(page().URL).search, '/book/?signed')
  frame.remove()
})

test('a file is uploaded and served', async (t) => {
  const form = new FormData()
  const page = new DOMParser().parseFromString(await text('/book/'), 'text/html')
  form.set('token', /** @type {any} */ (page.querySelector('[name=token]')).value)
  form.set('name', 'Grace')
  form.set('text', 'with a picture')
  form.set('picture', new Blob([new Uint8Array(70_000).fill(7)]), 'seven.bin')
  const signed = await fetch('/book/sign', { method: 'POST', body: form })
  t.equal(signed.status, 200)
  const sum = await crypto.subtle.digest('SHA-1', new Uint8Array(70_000).fill(7))
  const name = [...new Uint8Array(sum)].map((each) => each.toString(16).padStart(2, '0')).join('')
  const picture = await fetch(`/book/pictures/${name}.bin`)
  t.equal((await picture.arrayBuffer()).byteLength, 70_000)
})

test('status, missing pages and errors are shown', async (t) => {
  t.equal((await fetch('/book/nothing')).status, 404)
  t.equal((await fetch('/book/sign', { method: 'POST', body: new FormData() })).status, 403)
  t.ok((await text('/book/pages/broken.php')).includes('Call to undefined function undefined_function()'))
  t.equal((await fetch('/book/book.sqlite-nothing')).status, 404)
  t.equal((await fetch('/book/style.css')).headers.get('content-type'), 'text/css; charset=utf-8')
})

test('what PHP flushes arrives while it goes on, and another worker answers meanwhile', async (t) => {
  const response = await fetch('/book/pages/slow.php')
  const reader = /** @type {ReadableStream} */ (response.body).getReader()
  t.equal(new TextDecoder().decode((await reader.read()).value), 'first\n')
  await text('/book/pages/go.php')
  t.equal(new TextDecoder().decode((await reader.read()).value), 'second\n')
})
