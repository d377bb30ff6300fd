/*
 * The object `eel` of a page: Python's functions, called as `eel.name(...)(callback)` or `await eel.name(...)()`, and
 * `eel.expose`, which lets Python call the page. The server puts the names of Python's functions after it.
 */
(functions => {
  'use strict'
  const exposed = new Map()
  const waiting = new Map()
  const id = crypto.randomUUID()
  let calls = 0

  const ipc = import('/oro/ipc.js')
  const ready = new Promise(resolve => {
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', resolve, { once: true })
    else resolve()
  })

  const plain = value => JSON.parse(JSON.stringify(value === undefined ? null : value, (_, each) => each === undefined ? null : each) ?? 'null')

  /* Requests begin in the order in which the page asks for them. */
  let before = Promise.all([ipc, ready])
  const send = (route, params) => {
    const sent = before.then(([{ write }]) => ({
      answer: write(`eel.${route}`, {}, JSON.stringify(params), { type: 'application/json' })
    }))
    before = before.then(all => sent.then(() => all, () => all))
    return sent.then(({ answer }) => answer).then(result => {
      if (result.err && route !== 'call') console.error(result.err.message)
      return result
    })
  }

  const settle = (name, { status, value, error }) => {
    const { resolve, reject } = waiting.get(name) ?? {}
    waiting.delete(name)
    if (status === 'ok') resolve?.(value)
    else reject?.(error)
  }

  const call = (name, args) => {
    const number = `${id}/${++calls}`
    const answered = new Promise((resolve, reject) => waiting.set(number, { resolve, reject }))
    answered.catch(() => {})
    send('call', { id: number, name, args: plain([...args]) }).then(({ err }) => {
      if (err) settle(number, { status: 'error', error: { errorText: err.message, errorTraceback: '' } })
    })
    return callback => callback == null ? answered : void answered.then(callback, () => {})
  }

  const eel = {
    expose (f, name = f.name) {
      exposed.set(name, f)
    },
    guid: () => id,
    set_host () {}
  }
  for (const name of functions) eel[name] = (...args) => call(name, args)
  globalThis.eel = eel

  addEventListener('eelreturn', event => settle(event.detail.id, event.detail))
  addEventListener('eelcall', async event => {
    const { call: number, name, args } = event.detail
    if (!exposed.has(name)) return
    try {
      send('answer', { id: number, value: JSON.stringify(plain(await exposed.get(name)(...args))) })
    } catch (error) {
      send('answer', { id: number, error: String(error?.message ?? error), stack: String(error?.stack ?? '') })
    }
  })
  before = before.then(async all => {
    await all[0].request('eel.connect', { page: decodeURIComponent(location.pathname.slice(1)) })
    return all
  })
})
