/*
 * What a shared worker of WebKitGTK asks of our schemes goes to the host by a page that is connected to it
 * (shared_workers.js). Bodies arrive whole; a page that goes leaves its questions to another.
 */
(function (engine) {
  if (!('onconnect' in globalThis)) return
  const { resolve } = engine
  const { fetch: nativeFetch, Request, Response, MessageEvent } = globalThis
  const PATIENCE = 3000 // milliseconds a page may take to take a question
  const pages = new Set()
  const waiting = new Map()
  const unasked = []
  const announced = new WeakSet()
  let count = 0

  addEventListener('connect', event => {
    if (announced.has(event)) return
    event.stopImmediatePropagation()
    event.ports[0].onmessage = ({ ports: [scripts, relay] }) => {
      connected(relay)
      const told = new MessageEvent('connect', { data: '', ports: [scripts], source: scripts })
      announced.add(told)
      globalThis.dispatchEvent(told)
    }
  })

  function connected (page) {
    pages.add(page)
    page.onmessage = ({ data }) => data.gone ? left(page) : heard(data)
    for (const question of unasked.splice(0)) ask(question)
  }

  function left (page) {
    pages.delete(page)
    for (const question of [...waiting.values()]) if (question.page === page) ask(question)
  }

  function heard ({ id, taken, answer, body, error }) {
    const question = waiting.get(id)
    if (question === undefined) return
    clearTimeout(question.timer)
    if (taken) return
    waiting.delete(id)
    if (error !== undefined) return question.reject(new TypeError(error))
    const { url, ...init } = answer
    const response = new Response([204, 205, 304].includes(init.status) ? null : body, init)
    Object.defineProperty(response, 'url', { value: url })
    question.resolve(response)
  }

  /** Have the page that connected last ask; it is given up when it does not take the question. */
  function ask (question) {
    clearTimeout(question.timer)
    const page = [...pages].pop()
    if (page === undefined) return void unasked.push(question)
    question.page = page
    question.timer = setTimeout(left, PATIENCE, page)
    page.postMessage({ id: question.id, url: question.url, init: question.init })
  }

  async function relayed (input, init) {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const { method, redirect, headers } = request
    const body = method === 'GET' || method === 'HEAD' ? undefined : await request.arrayBuffer()
    const id = ++count
    return new Promise((resolve, reject) => {
      const question = { id, url: request.url, init: { method, redirect, headers: [...headers], body }, resolve, reject }
      waiting.set(id, question)
      request.signal.addEventListener('abort', () => {
        clearTimeout(question.timer)
        waiting.delete(id)
        question.page?.postMessage({ abort: id })
        reject(request.signal.reason)
      })
      ask(question)
    })
  }

  globalThis.fetch = function fetch (input, init) {
    const ours = resolve(input instanceof Request ? input.url : `${input}`) !== ''
    return ours ? relayed(input, init) : nativeFetch(input, init)
  }
})
