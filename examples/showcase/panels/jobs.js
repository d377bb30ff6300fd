/** Long work in processes beside the app: primes are counted there, and this page goes on. */

import { submit } from 'oro:jobs'
import 'oro:jobs/progress'
import { attempt, button, card, Facts, field, h, Lines, note, pair, panelOf, row, stack } from 'oro:panel'

class View {
  facts = new Facts()
  lines = new Lines('Nothing was told yet')
  #below = field('Below', '2000000')
  #shown = h('div')
  /** @type {Set<import('oro:jobs').Job>} */
  #jobs = new Set()

  constructor () {
    this.element = stack(
      card('Count primes', 'in a process beside the app',
        row(this.#below, button('Count', () => this.count(Number(this.#below.value)), true),
          button('Count, and crash amid it', () => this.count(Number(this.#below.value), true))), this.#shown),
      pair(card('Result', 'fetched when it is there', this.facts.element), card('Told', 'by the jobs', this.lines.element)),
      note('A process that crashes loses its job only, and this one is tried again. Cancel ends a job when it next asks.'))
  }

  end () {
    for (const job of this.#jobs) job.cancel().catch(() => {})
  }

  /**
   * @param {number} below
   * @param {boolean} [crash]
   */
  async count (below, crash = false) {
    const job = await submit('primes', { below, crash })
    this.#jobs.add(job)
    const element = /** @type {import('oro:jobs/progress').ProgressElement} */ (document.createElement('oro-progress'))
    element.setAttribute('label', `Primes below ${below.toLocaleString('en')}`)
    element.job = job
    this.#shown.prepend(element)
    while (this.#shown.childElementCount > 4) this.#shown.lastElementChild?.remove()
    job.addEventListener('log', (event) => this.lines.add('', /** @type {CustomEvent} */ (event).detail))
    this.#result(job)
    return job
  }

  /** @param {import('oro:jobs').Job} job */
  async #result (job) {
    try {
      const { count, attempt, process } = await job.result()
      this.facts.set({ Primes: count.toLocaleString('en'), Attempt: String(attempt), Process: String(process) })
    } catch (error) {
      this.facts.set({ 'No result': /** @type {Error} */ (error).message })
    } finally {
      this.#jobs.delete(job)
    }
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('counts primes in another process', async () => {
    const { count, process } = await (await view.count(100_000)).result()
    return [count === 9592, `${count} in process ${process}`]
  })
  yield await attempt('tries a job again whose process crashed', async () => {
    const { count, attempt } = await (await view.count(100_000, true)).result()
    return [count === 9592 && attempt === 2, `${count} in attempt ${attempt}`]
  })
  yield await attempt('ends a job that is cancelled', async () => {
    const job = await view.count(5_000_000)
    await job.cancel()
    const error = await job.result().catch((error) => error)
    return [error.code === 'ERR_CANCELLED', error.message]
  })
}

export const panel = panelOf({
  id: 'jobs',
  title: 'Jobs',
  summary: 'Long work in processes beside the app, with progress, retries and cancellation, through the plugin oro-jobs.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M3 5h14M3 10h14M3 15h14"/><path d="M3 5h9M3 10h5M3 15h12" stroke-width="3"/></svg>',
  order: 37,
  group: 'Node'
}, { View, checks })

export default panel
