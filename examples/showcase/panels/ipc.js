/** Calls to the host, timed. */

import { request, write } from 'oro:ipc'
import { choice, h } from 'oro:panel'
import { bytes, figures, segments } from '../parts/dom.js'
import { Plot } from '../parts/plot.js'

const KEPT = 2000

export const panel = {
  id: 'ipc',
  title: 'IPC',
  summary: 'Every call is a request of the page to a route in Python and back. Dots are calls, the line is their median.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M3 7h13M12.5 3.5 16 7l-3.5 3.5M17 13H4M7.5 9.5 4 13l3.5 3.5"/></svg>',
  order: 10,
  group: 'The host',
  mount,
  check
}

/** @type {WeakMap<HTMLElement, Run>} */
const runs = new WeakMap()

/** @param {HTMLElement} element */
function mount (element) {
  const run = new Run()
  const plot = new Plot()
  const totals = figures({ median: 'Median', p95: '95 % below', rate: 'Calls a second', count: 'Calls', errors: 'Errors' })
  const note = h('p.faint.small')
  const start = h('button.primary', { textContent: 'Start', onclick: () => run.running ? run.stop() : run.start() })

  run.sampled = (time) => plot.add(time)
  run.started = () => plot.clear()
  run.changed = () => {
    start.textContent = run.running ? 'Stop' : 'Start'
    note.textContent = run.note()
    totals.set(run.figures())
  }
  const timer = setInterval(() => { if (run.running) run.changed() }, 200)
  element.addEventListener('panelhide', () => run.stop())
  element.addEventListener('panelgone', () => { clearInterval(timer); run.stop() })

  const lanes = choice('At a time', [8, 32, 100].map((n) => [n, String(n)]), run.lanes, (lanes) => run.set({ lanes }))
  const follow = (sequential) => {
    lanes.lastChild.disabled = sequential
    run.set({ sequential })
  }
  follow(true)
  element.append(h('div.fill', {},
    h('div.row', {},
      segments('How calls follow each other', [[true, 'One after another'], [false, 'Many in flight']], true, follow),
      lanes,
      choice('Payload', [0, 1e3, 64e3, 1e6].map((n) => [n, n ? bytes(n) : 'none']), 0, (size) => run.set({ size })),
      h('span.spacer'), start),
    totals.element,
    h('div.card.grow', { style: 'padding: .75rem 1rem' }, plot.element),
    note))
  runs.set(element, run)
  run.changed()
  run.start()
}

/** A run of calls, until it is stopped. */
class Run {
  running = false
  sequential = true
  lanes = 32
  size = 0
  sampled = (time) => {}
  started = () => {}
  changed = () => {}
  #times = []
  #count = 0
  #errors = 0
  #rates = []
  #warm = false
  #generation = 0

  /** Change how calls are made; a run under way begins again. */
  set (change) {
    Object.assign(this, change)
    if (this.running) this.start()
  }

  start () {
    this.running = true
    this.#generation++
    this.#times = []
    this.#rates = []
    this.#count = this.#errors = 0
    this.#warm = false
    this.batch = this.size ? 1 : Math.ceil(clockTick() / 0.25)
    this.started()
    this.changed()
    const call = caller(this.size)
    for (let lane = 0; lane < (this.sequential ? 1 : this.lanes); lane++) this.#lane(this.#generation, call)
  }

  stop () {
    this.running = false
    this.#generation++
    this.changed()
  }

  async #lane (generation, call) {
    while (generation === this.#generation) {
      const began = performance.now()
      for (let made = 0; made < this.batch; made++) {
        const { err } = await call()
        if (generation !== this.#generation) return
        this.#count++
        if (err) this.#errors++
      }
      this.#sample((performance.now() - began) / this.batch)
    }
  }

  /** Note a time; what comes first is left out, for it was not only the call that took it. */
  #sample (time) {
    if (!this.#warm) {
      this.#warm = true
      return
    }
    this.#times.push(time)
    if (this.#times.length > KEPT) this.#times.shift()
    const now = performance.now()
    if (!this.#rates.length || now - this.#rates.at(-1)[0] > 50) this.#rates.push([now, this.#count])
    while (now - this.#rates[0][0] > 1500) this.#rates.shift()
    this.sampled(time)
  }

  figures () {
    const sorted = [...this.#times].sort((a, b) => a - b)
    const at = (share) => sorted.length ? milliseconds(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]) : ['–']
    const [first, last] = [this.#rates[0], this.#rates.at(-1)]
    const rate = first && last[0] > first[0] ? Math.round((last[1] - first[1]) * 1000 / (last[0] - first[0])) : null
    return {
      median: at(0.5),
      p95: at(0.95),
      rate: [rate === null ? '–' : rate.toLocaleString('en'), this.size && rate ? `${bytes(rate * this.size * 2)}/s` : ''],
      count: [this.#count.toLocaleString('en')],
      errors: [String(this.#errors)]
    }
  }

  note () {
    const what = this.size ? `${bytes(this.size)} there and back through the route showcase.echo` : 'the route ping'
    const mean = this.batch > 1 ? ` The engine’s clock ticks every ${clockTick()} ms, so a dot is the mean of ${this.batch} calls in a row.` : ''
    return `Calling ${what}, ${this.sequential ? 'one after another' : `${this.lanes} at a time`}.${mean}`
  }
}

/** @param {number} size bytes each way */
function caller (size) {
  if (!size) return () => request('ping')
  const body = crypto.getRandomValues(new Uint8Array(Math.min(size, 65536)))
  const payload = new Uint8Array(size)
  for (let at = 0; at < size; at += body.length) payload.set(body, at)
  return () => write('showcase.echo', {}, payload)
}

/** @param {number} time */
function milliseconds (time) {
  return [time < 10 ? time.toFixed(2) : time.toFixed(time < 100 ? 1 : 0), 'ms']
}

let tick = 0

/** The step of this engine's clock in ms. */
function clockTick () {
  if (tick) return tick
  const steps = []
  for (let last = performance.now(); steps.length < 5;) {
    const now = performance.now()
    if (now > last) steps.push(now - last)
    last = now
  }
  tick = Number(Math.min(...steps).toPrecision(1))
  return tick
}

/** @param {{ element: HTMLElement, signal: AbortSignal }} context */
async function * check ({ element, signal }) {
  const run = runs.get(element)
  run.stop()
  yield await timed('200 calls one after another', 200, 1)
  yield await timed('1,000 calls, 100 in flight', 1000, 100)
  yield await echoes(1e6)
  const { err: unknown } = await request('showcase.no.such.route', {}, { signal })
  yield { name: 'an unknown route is an error', ok: unknown?.name === 'NotFoundError', detail: unknown?.message ?? 'it was answered' }
  const { err: wrong } = await request('diagnostics.stream.chunks', { chunks: 'many' }, { signal })
  yield { name: 'an ill-typed parameter is an error', ok: wrong instanceof TypeError, detail: wrong?.message ?? 'it was answered' }
  const { err: aborted } = await request('showcase.wait', {}, { signal: AbortSignal.timeout(50) })
  yield { name: 'an aborted call ends at once', ok: aborted?.name === 'AbortError', detail: aborted?.message ?? 'it was answered' }
  run.start()
  await new Promise((resolve) => setTimeout(resolve, 2500))
  const { median, rate, errors } = run.figures()
  yield { name: 'draws calls as they come', ok: Number(rate[0].replace(',', '')) > 0 && errors[0] === '0', detail: `median ${median.join(' ')}, ${rate[0]} a second` }
}

async function timed (name, count, lanes) {
  let left = count
  let errors = 0
  const began = performance.now()
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (left-- > 0) if ((await request('ping')).data !== 'pong') errors++
  }))
  const each = (performance.now() - began) / count
  return { name, ok: errors === 0, detail: errors ? `${errors} failed` : `${each.toFixed(2)} ms each` }
}

async function echoes (size) {
  const payload = new Uint8Array(size).map((_, index) => (index * 31) ^ (index >> 8))
  const began = performance.now()
  const { err, data } = await write('showcase.echo', {}, payload)
  const spent = performance.now() - began
  const back = err ? new Uint8Array() : new Uint8Array(data)
  const ok = back.length === size && back.every((byte, index) => byte === payload[index])
  return { name: `${bytes(size)} come back unchanged`, ok, detail: err?.message ?? `${spent.toFixed(0)} ms there and back` }
}
