// Projects of Django, FastAPI, Litestar, Flask and Starlette answer requests of the page.

import { test } from 'oro:test'
import ipc from 'oro:ipc'

const text = async (path, options) => (await fetch(path, options)).text()
const json = async (path, options) => (await fetch(path, options)).json()
const sent = (data, method = 'POST') => ({ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(data) })

/** Ask again until it is so. @param {() => Promise<boolean>} found */
async function until (found) {
  for (let left = 500; left > 0; left--) if (await found()) return true
  return false
}

const frame = document.body.appendChild(document.createElement('iframe'))

/**
 * Show another document with a form in the frame; a document on the way there, by which an engine is led on, has none.
 * @param {string} path where it is to be in the end
 * @param {() => void} work begins it
 * @returns {Promise<Document>}
 */
async function shown (path, work = () => { frame.src = path }) {
  const before = frame.contentDocument
  work()
  const there = () => frame.contentDocument !== before && frame.contentDocument?.readyState === 'complete' &&
    frame.contentWindow.location.pathname === path && frame.contentDocument.querySelector('form')
  for (let left = 200; left > 0 && !there(); left--) await new Promise((resolve) => setTimeout(resolve, 25))
  if (!there()) throw new Error(`${path} is not shown, but ${frame.contentWindow?.location}`)
  return frame.contentDocument
}

function submitted (path, values) {
  return shown(path, () => {
    const form = frame.contentDocument.querySelector('form')
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value
    form.requestSubmit()
  })
}

const words = (document, selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent)

/** @param {any} t @param {string} site */
async function answersViews (t, site) {
  t.equal(await text(`${site}/slow`), 'slept')
  t.ok(Array.isArray((await json(`${site}/books.json`)).titles))
  t.equal((await fetch(`${site}/nothing`)).status, 404)
  t.equal((await fetch(`${site}/fails`)).status, 500)
}

/** @param {any} t @param {string} site */
async function takesForms (t, site) {
  const title = `Ulysses of ${site}`
  await shown(`${site}/`)
  const document = await submitted(`${site}/`, { title })
  t.ok(words(document, 'li').includes(title))
  t.equal(words(document, '#last')[0], title)
  t.ok((await json(`${site}/books.json`)).titles.includes(title))
}

/** @param {any} t @param {string} site */
async function logsIn (t, site) {
  await shown(`${site}/accounts/login/`)
  const document = await submitted(`${site}/`, { username: 'ada', password: 'countess' })
  t.equal(words(document, '#who')[0], 'ada')
  const admin = await shown(`${site}/admin/library/book/`)
  t.ok(admin.title.includes('Select book to change'), admin.title)
}

test('django: async views, the ORM, errors', (t) => answersViews(t, '/django'))
test('django: a form with a token, a redirect and a session', (t) => takesForms(t, '/django'))
test('django: a person logs in', (t) => logsIn(t, '/django'))
test('django by WSGI: async views, the ORM, errors', (t) => answersViews(t, '/django-wsgi'))
test('django by WSGI: a form with a token, a redirect and a session', (t) => takesForms(t, '/django-wsgi'))
test('django by WSGI: a person logs in', (t) => logsIn(t, '/django-wsgi'))

test('django: an answer in pieces', async (t) => {
  t.equal(await text('/django/count'), '0 1 2 ')
})

test('django: a view is cancelled once the page has gone', async (t) => {
  const leaving = new AbortController()
  const waiting = fetch('/django/waits', { signal: leaving.signal }).catch((error) => error.name)
  await text('/django/slow')
  leaving.abort()
  t.equal(await waiting, 'AbortError')
  t.ok(await until(async () => (await json('/django/given_up')).names.includes('waits')))
})

test('fastapi: SQLAlchemy on asyncio, tasks after the answer, threads', async (t) => {
  t.equal(await json('/notes/slow'), 'slept')
  t.equal(await json('/notes/plain'), 'from a thread')
  const before = await json('/notes/notes')
  const kept = await fetch('/notes/notes', sent({ text: 'kept' }))
  t.equal(kept.status, 201)
  t.deepEqual(await json('/notes/notes'), [...before, 'kept'])
  t.ok(await until(async () => (await json('/notes/done')).includes('kept')))
  t.equal((await fetch('/notes/notes', sent({ texts: 1 }))).status, 422)
  const ids = await Promise.all(Array.from({ length: 20 }, (_, number) => json('/notes/notes', sent({ text: `${number}` }))))
  t.equal(new Set(ids.map(({ id }) => id)).size, 20)
})

test('litestar: dependencies, validation, events', async (t) => {
  t.deepEqual(await json('/weather/towns/Lisbon'), { town: 'Lisbon', degrees: 21 })
  t.equal((await fetch('/weather/towns/Nowhere')).status, 404)
  t.equal(await text('/weather/thread'), 'from a thread')
  const events = new EventSource('/weather/changes')
  const next = () => new Promise((resolve) => events.addEventListener('message', ({ data }) => resolve(data), { once: true }))
  t.equal(await next(), 'waiting')
  const changed = next()
  t.deepEqual(await json('/weather/towns', sent({ town: 'Oslo', degrees: 3 })), { town: 'Oslo', degrees: 3 })
  t.equal(await changed, 'changed')
  events.close()
})

test('flask: templates, forms, sessions, streams, methods', async (t) => {
  await shown('/guests/')
  const document = await submitted('/guests/', { name: 'Grace' })
  t.ok(words(document, 'li').includes('Grace'))
  t.equal(words(document, '#who')[0], 'Grace')
  t.equal(await text('/guests/numbers'), '0 1 2 ')
  t.equal(await text('/guests/echo', { method: 'PUT', body: 'x' }), 'PUT x')
  t.equal((await fetch('/guests/missing')).status, 404)
})

test('starlette: what is written for anyio runs on the loop that it is given', async (t) => {
  t.deepEqual(await json('/clock/loop'), { loop: 'trio' })
  t.deepEqual(await json('/clock-asyncio/loop'), { loop: 'asyncio' })
})

test('routes on asyncio: aiohttp, streams, events, deadlines, errors', async (t) => {
  const call = (name, params) => ipc.request(name, params)
  t.equal((await call('fetching.get', { path: 'a' })).data, 'served /a')
  t.equal((await call('fetching.many', { count: 30 })).data.length, 30)
  t.equal(await text('ipc://fetching.numbers'), '0 1 2 ')
  const told = new Promise((resolve) => addEventListener('told', ({ detail }) => resolve(detail), { once: true }))
  await call('fetching.emit', { text: 'hello' })
  t.deepEqual(await told, { text: 'hello' })
  t.equal((await call('fetching.late')).err?.name, 'TimeoutError')
  t.deepEqual((await call('fetching.givenUp')).data, ['late'])
  t.ok(/LookupError: a fault on asyncio/.test((await call('fetching.fails')).err?.message))
})

test('django: a script takes the token of forms from document.cookie', async (t) => {
  await text('/django/')
  const [, token] = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) ?? []
  t.ok(token, document.cookie)
  t.ok(!document.cookie.includes('sessionid'), 'those of sessions are not shown')
  const body = new URLSearchParams({ title: 'Dubliners' })
  t.equal((await fetch('/django/', { method: 'POST', body })).status, 403)
  t.equal((await fetch('/django/', { method: 'POST', body, headers: { 'x-csrftoken': token } })).status, 200)
  t.ok((await json('/django/books.json')).titles.includes('Dubliners'))
  document.cookie = 'csrftoken=; path=/; max-age=0'
  t.ok(!document.cookie.includes('csrftoken'), document.cookie)
})
