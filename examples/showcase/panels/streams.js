/** Answers that come piece by piece: server-sent events and chunks. */

import { request } from 'oro:ipc'
import { choice, h } from 'oro:panel'
import { bytes } from '../parts/dom.js'
import { Timeline } from '../parts/timeline.js'

export const panel = {
  id: 'streams',
  title: 'Streams',
  summary: 'A route may answer piece by piece. Each mark below is one piece, drawn when it reached the page.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"><path d="M2.5 6c2.5-2.6 5-2.6 7.5 0s5 2.6 7.5 0M2.5 10.5c2.5-2.6 5-2.6 7.5 0s5 2.6 7.5 0M2.5 15c2.5-2.6 5-2.6 7.5 0s5 2.6 7.5 0"/></svg>',
  order: 20,
  group: 'The host',
  mount,
  check
}

/** @param {HTMLElement} element */
function mount (element) {
  const events = new Stream('Events', 'accent', readEvents)
  const chunks = new Stream('Chunks', 'blue', readChunks)
  const timeline = new Timeline([events, chunks])
  const cards = [
    card(events, timeline, 'Server-sent events', 'new EventSource("ipc://diagnostics.stream.sse?…")'),
    card(chunks, timeline, 'Chunks', 'fetch("ipc://diagnostics.stream.chunks?…")', [
      choice('Size', [100, 4000, 64000].map((n) => [n, bytes(n)]), chunks.size, (size) => { chunks.size = size })
    ])
  ]
  element.append(h('div.fill', {},
    h('div.card', { style: 'padding: .75rem 1rem' }, timeline.element),
    h('div.grow', { style: 'display: grid; gap: 1rem; grid-template-columns: 1fr 1fr' }, ...cards)))
  const stop = () => [events, chunks].forEach((stream) => stream.abort())
  element.addEventListener('panelgone', stop)
  for (const stream of [events, chunks]) stream.start()
}

/** One stream and what arrived of it; also a lane of the timeline. */
class Stream {
  count = 30
  interval = 0.1
  size = 4000
  began = 0
  ended = 0
  aborted = false
  arrivals = []
  received = 0
  error = ''
  /** @type {[number, string][]} the last pieces, newest first */
  last = []
  changed = () => {}
  #controller = new AbortController()

  constructor (name, colour, read) {
    this.name = name
    this.colour = colour
    this.read = read
  }

  get expected () {
    return (this.count - 1) * this.interval
  }

  get running () {
    return this.began > 0 && !this.ended
  }

  async start () {
    this.#controller = new AbortController()
    Object.assign(this, { began: clock(), ended: 0, aborted: false, arrivals: [], received: 0, error: '', last: [] })
    this.changed()
    try {
      await this.read(this, this.#controller.signal)
    } catch (error) {
      if (!this.#controller.signal.aborted) this.error = error.message
    }
    this.ended = clock()
    this.changed()
  }

  abort () {
    if (!this.running) return
    this.aborted = true
    this.#controller.abort()
  }

  /** Note a piece. */
  arrived (size, text) {
    const at = clock() - this.began
    this.arrivals.push(at)
    this.received += size
    this.last = [[at, text], ...this.last.slice(0, 19)]
    this.changed()
  }
}

/** @param {Stream} stream @param {AbortSignal} signal */
function readEvents (stream, signal) {
  const query = new URLSearchParams({ count: stream.count, interval: stream.interval * 1000, name: 'tick' })
  return new Promise((resolve, reject) => {
    const source = new EventSource(`ipc://diagnostics.stream.sse/?${query}`)
    const end = (settle, value) => {
      source.close()
      settle(value)
    }
    source.addEventListener('tick', ({ data }) => {
      stream.arrived(data.length, data)
      if (stream.arrivals.length === stream.count) end(resolve)
    })
    source.onerror = () => end(reject, new Error('The stream broke off'))
    signal.addEventListener('abort', () => end(resolve))
  })
}

/** @param {Stream} stream @param {AbortSignal} signal */
async function readChunks (stream, signal) {
  const chunks = Math.min(stream.count, Math.floor((4 << 20) / stream.size))
  const query = new URLSearchParams({ chunks, chunkSize: stream.size, interval: stream.interval * 1000 })
  const response = await fetch(`ipc://diagnostics.stream.chunks/?${query}`, { signal })
  if (!response.ok) throw new Error((await response.json()).err.message)
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    if (value.length) stream.arrived(value.length, `${bytes(value.length)}, first byte ${value[0]}`)
  }
}

function card (stream, timeline, title, code, more = []) {
  const state = h('span.badge')
  const facts = h('p.muted.small.number')
  const last = h('ol.mono', { style: 'flex: 1; min-height: 0; margin: 0; padding: .6rem 0 0; overflow: hidden; list-style: none; border-top: 1px solid var(--line)' })
  const button = h('button', { onclick: () => stream.running ? stream.abort() : stream.start() })
  stream.changed = () => {
    button.textContent = stream.running ? 'Abort' : 'Start'
    button.classList.toggle('primary', !stream.running)
    state.textContent = stream.error ? 'failed' : stream.aborted ? 'aborted' : stream.running ? 'arriving' : stream.began ? 'complete' : 'ready'
    state.className = `badge ${stream.error ? 'bad' : stream.running ? 'gold' : stream.ended && !stream.aborted ? 'good' : ''}`
    facts.textContent = stream.error || describe(stream)
    last.replaceChildren(...stream.last.map(([at, text]) => h('li', { style: 'white-space: nowrap' },
      h('span.faint', { textContent: `${at.toFixed(3).padStart(6)} s  `, style: 'white-space: pre' }), h('span.muted', { textContent: text }))))
    timeline.picture.refresh()
  }
  stream.changed()
  const intervals = [20, 100, 250, 1000].map((ms) => [ms / 1000, ms < 1000 ? `${ms} ms` : '1 s'])
  return h('section.card', { style: 'padding: 1rem 1.15rem; display: flex; flex-direction: column; gap: .7rem; min-width: 0; min-height: 0', 'aria-label': title },
    h('div.row', { style: 'flex-wrap: nowrap' }, h('h2', { textContent: title, style: 'font-size: 15px; font-weight: 600; white-space: nowrap' }), state, h('span.spacer'), button),
    h('p.mono.faint', { textContent: code, title: code, style: 'overflow: hidden; text-overflow: ellipsis; white-space: nowrap' }),
    h('div.row', {},
      choice('Pieces', [10, 30, 100].map((n) => [n, String(n)]), stream.count, (count) => { stream.count = count }),
      choice('Every', intervals, stream.interval, (interval) => { stream.interval = interval }), ...more),
    facts, last)
}

/** @param {Stream} stream */
function describe ({ arrivals, received }) {
  if (arrivals.length < 2) return arrivals.length ? 'The first piece is here' : 'Nothing yet'
  const gaps = arrivals.slice(1).map((at, index) => (at - arrivals[index]) * 1000).sort((a, b) => a - b)
  const first = `first after ${(arrivals[0] * 1000).toFixed(0)} ms`
  return `${arrivals.length} pieces, ${bytes(received)}, ${first}, median gap ${gaps[gaps.length >> 1].toFixed(0)} ms`
}

function clock () {
  return performance.now() / 1000
}

async function * check () {
  yield await incremental('20 events arrive one by one', readEvents)
  yield await incremental('20 chunks arrive one by one', readChunks)
  yield await stopped('aborted streams stop their handlers')
}

async function incremental (name, read) {
  const stream = new Stream(name, 'accent', read)
  Object.assign(stream, { count: 20, interval: 0.025, size: 64 })
  await stream.start()
  const { arrivals } = stream
  const spread = arrivals.length ? arrivals.at(-1) - arrivals[0] : 0
  const ok = !stream.error && spread > stream.expected / 2 && arrivals.length > 5
  return { name, ok, detail: stream.error || `in ${arrivals.length} pieces over ${(spread * 1000).toFixed(0)} ms` }
}

/** Several at once, for one exchange more or less may be that of another panel. */
async function stopped (name) {
  const streams = Array.from({ length: 6 }, () => Object.assign(new Stream(name, 'accent', readChunks), { count: 100, interval: 1 }))
  const wholes = streams.map((stream) => stream.start())
  while (streams.some(({ arrivals, error }) => !arrivals.length && !error)) await new Promise((resolve) => setTimeout(resolve, 5))
  const during = await liveExchanges()
  for (const stream of streams) stream.abort()
  await Promise.all(wholes)
  const after = await fewestExchanges(during - 4)
  return { name, ok: after <= during - 4, detail: `exchanges open: ${during} during, ${after} after` }
}

/** How many there are once no more than `wanted` are left, or after two seconds. @param {number} wanted */
async function fewestExchanges (wanted) {
  const end = clock() + 2
  for (;;) {
    const open = await liveExchanges()
    if (open <= wanted || clock() > end) return open
  }
}

/** @returns {Promise<number>} */
async function liveExchanges () {
  const { err, data } = await request('diagnostics.query')
  if (err) throw err
  return data.exchanges.handles.count
}
