/*
 * `window.pywebview` of the app's own pages: `api` with Python's functions, `state`, and the event `pywebviewready`.
 */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || !args.pywebview || globalThis.top !== globalThis || location.origin !== args.origin) return
  const waiting = new Map()
  const ipc = import(`${args.origin}/oro/ipc.js`)
  let calls = 0

  const plain = value => JSON.parse(JSON.stringify(value, (_, each) => each === undefined ? null : each) ?? 'null')

  /* Requests begin in the order in which the page makes them. */
  let before = ipc
  const send = (route, params) => {
    const begun = before.then(({ write }) => ({
      answer: write(`pywebview.${route}`, {}, JSON.stringify(params), { type: 'application/json' })
    }))
    before = begun.then(() => ipc, () => ipc)
    return begun.then(({ answer }) => answer)
  }

  const failure = ({ name, message, stack }) => Object.assign(new Error(message), { name, stack })

  const call = (name, given) => new Promise((resolve, reject) => {
    const id = String(++calls)
    waiting.set(id, { resolve, reject })
    send('call', { id, name, args: plain(given) }).then(({ err }) => {
      if (err && waiting.delete(id)) reject(err)
    })
  })

  const api = {}
  const add = names => {
    for (const name of names) {
      const path = name.split('.')
      const last = path.pop()
      path.reduce((holder, part) => (holder[part] ??= {}), api)[last] = (...given) => call(name, given)
    }
  }

  /* Values that Python has too; changes from there are told by `pywebviewstate`. */
  const values = new EventTarget()
  const listening = new Set(['addEventListener', 'removeEventListener', 'dispatchEvent'])
  const told = (kind, key, value) => values.dispatchEvent(new CustomEvent(kind, { detail: { key, value } }))
  const kept = { ...args.pywebview.state }
  const state = new Proxy(kept, {
    get: (target, key) => listening.has(key) ? values[key].bind(values) : target[key],
    set (target, key, value) {
      if (target[key] === value) return true
      target[key] = value
      send('state', { name: key, value: JSON.stringify(plain(value)) })
      told('change', key, value)
      return true
    },
    deleteProperty (target, key) {
      if (!(key in target)) return true
      const value = target[key]
      delete target[key]
      send('state', { name: key, deleted: true })
      told('delete', key, value)
      return true
    }
  })

  globalThis.pywebview = { api, state, platform: args.pywebview.platform, token: args.pywebview.token }
  add(args.pywebview.functions)

  addEventListener('pywebviewreturn', ({ detail: { id, value, error } }) => {
    const { resolve, reject } = waiting.get(id) ?? {}
    waiting.delete(id)
    if (error) reject?.(failure(error))
    else resolve?.(value)
  })
  addEventListener('pywebviewexpose', event => add(event.detail.functions))
  addEventListener('pywebviewstate', ({ detail: { kind, name, value } }) => {
    if (kind === 'delete') delete kept[name]
    else kept[name] = value
    told(kind, name, value)
  })
  addEventListener('pywebviewevaluate', ({ detail: { id, script, waits } }) => {
    const answer = (value, error) => send('evaluated', { id, value: JSON.stringify(plain(value)), ...error && { error: JSON.stringify(error) } })
    const fail = error => answer(null, { name: String(error?.name ?? 'Error'), message: String(error?.message ?? error), stack: String(error?.stack ?? '') })
    try {
      const value = (0, eval)(script) // eslint-disable-line no-eval
      if (waits && typeof value?.then === 'function') value.then(answer, fail)
      else answer(value)
    } catch (error) {
      fail(error)
    }
  })

  const ready = async () => {
    const { data } = await send('ready', {})
    if (data) {
      add(data.functions)
      Object.assign(kept, data.state)
    }
    dispatchEvent(new CustomEvent('pywebviewready'))
  }
  if (document.readyState === 'complete') ready()
  else addEventListener('load', ready, { once: true })
  addEventListener('resize', () => send('resized', {}))
})()
