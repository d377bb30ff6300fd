/** Threads that share memory with this page, and a file that a worker reads and writes at once. */

import { attempt, button, card, h, Lines, pair, panelOf, row, Said, stack } from 'oro:panel'

const THREADS = 4
const LAST = 1000000
const SUM = BigInt(LAST) * BigInt(LAST + 1) / 2n

/**
 * Have a worker do one thing.
 * @param {any} what
 * @returns {Promise<any>}
 */
function inWorker (what) {
  const worker = new Worker(new URL('threads/worker.js', import.meta.url))
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { value, error } }) => error ? reject(new Error(error)) : resolve(value)
    worker.onerror = ({ message }) => reject(new Error(message || 'the worker cannot begin'))
    worker.postMessage(what)
  }).finally(() => worker.terminate())
}

class View {
  said = new Said()
  lines = new Lines('Nothing yet')

  constructor () {
    const isolated = h('p', { textContent: `crossOriginIsolated is ${crossOriginIsolated}, navigator.gpu is ${'gpu' in navigator ? '' : 'not '}there.` })
    this.element = stack(
      pair(
        card('Shared memory', `${THREADS} threads add to one number`, isolated, row(button('Add', () => this.add(), true))),
        card('A private file', 'A worker reads and writes it at once', row(button('Count', () => this.count(), true), button('Files', () => this.files())))),
      card('What happened', '', this.said.element, this.lines.element))
  }

  add () {
    return this.said.of(async () => {
      const sum = new SharedArrayBuffer(8)
      const part = LAST / THREADS
      const began = performance.now()
      await Promise.all(Array.from({ length: THREADS }, (_, n) => inWorker({ sum, first: n * part + 1, last: (n + 1) * part })))
      const [found] = new BigInt64Array(sum)
      this.lines.add('threads', `${found.toLocaleString('en')} after ${Math.round(performance.now() - began)} ms`)
      return found
    }, (found) => `1 + 2 + … + ${LAST.toLocaleString('en')} = ${found.toLocaleString('en')}`)
  }

  count () {
    return this.said.of(async () => {
      const times = await inWorker('count')
      this.lines.add('file', `counted ${times === 1 ? 'once' : `${times} times`}`)
      return times
    }, (times) => `The worker wrote ${times} into the file`)
  }

  files () {
    return this.said.of(async () => {
      const names = []
      for await (const [name, { kind }] of await navigator.storage.getDirectory()) names.push(`${name} (${kind})`)
      return names
    }, (names) => names.join(', ') || 'there is none')
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('threads add in shared memory', async () => {
    const { value, error } = await view.add()
    if (error) throw error
    return [value === SUM, String(value)]
  })
  yield await attempt('a worker counts in a private file', async () => {
    const { value: before } = await view.count()
    const { value, error } = await view.count()
    if (error) throw error
    const { value: names } = await view.files()
    return [value === before + 1 && names.includes('starts (file)'), `${before}, then ${value}`]
  })
}

export const panel = panelOf({
  id: 'threads',
  title: 'Threads',
  summary: 'Threads that share memory with the page, and files that only this app has.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"><path d="M5 2.500c0 5 10 5 10 10v5M10 2.500v15M15 2.500c0 5-10 5-10 10v5"/></svg>',
  order: 42,
  group: 'Web'
}, { View, checks })
