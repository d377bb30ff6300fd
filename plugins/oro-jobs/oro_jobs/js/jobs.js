/**
 * Long work of the app's Python: functions that it declares by `oro_jobs_functions`, in processes beside it.
 *
 *     const job = await submit('resize', { folder: 'photos' })
 *     job.addEventListener('progress', ({ detail }) => show(detail.done, detail.total, detail.left))
 *     const report = await job.result()
 *
 * A job goes on when its page goes; `list()` and `get()` find it again. `oro:jobs/progress` is an element that shows one.
 * @module
 */

import { request } from 'oro:ipc'

export * as default from './jobs.js'

/**
 * @typedef {object} Progress
 * @property {number} done units
 * @property {number | null} total units; null where it is not known
 * @property {number | null} rate units a second
 * @property {number | null} left seconds
 * @property {string} message what it does now
 */

/** @typedef {'queued' | 'running' | 'done' | 'failed' | 'cancelled'} State */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} name
 * @property {State} state
 * @property {number} attempt from 1
 * @property {Progress} progress
 * @property {number} partials how many parts of its result it gave out
 * @property {{ message: string, code: string } | null} error
 */

/**
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
async function ask (route, params = {}, { signal } = {}) {
  const { data, err } = await request(/** @type {any} */ (route), params, /** @type {any} */ ({ signal }))
  if (err) throw err
  return data
}

/** @type {Map<string, WeakRef<Job>>} */
const jobs = new Map()
/** Those that run are kept until they end, for their listeners. @type {Set<Job>} */
const live = new Set()

/**
 * A job. Its events are `state`, `progress`, `log`, `partial`, and at its end `done` or `error`; each has a `detail`: the
 * state, the progress, one line, the part, nothing, or the error. Parts are fetched where somebody listens for them.
 */
export class Job extends EventTarget {
  /** @type {Row} */
  #row
  #hearsPartials = false

  /** @param {Row} row */
  constructor (row) {
    super()
    this.#row = row
  }

  get id () {
    return this.#row.id
  }

  get name () {
    return this.#row.name
  }

  get state () {
    return this.#row.state
  }

  get attempt () {
    return this.#row.attempt
  }

  get progress () {
    return this.#row.progress
  }

  /** Why it failed or was cancelled; null otherwise. */
  get error () {
    return this.#row.error
  }

  /** Whether it is done, has failed, or was cancelled. */
  get ended () {
    return isOver(this.#row.state)
  }

  /**
   * @param {string} type
   * @param {EventListenerOrEventListenerObject | null} listener
   * @param {boolean | AddEventListenerOptions} [options]
   */
  addEventListener (type, listener, options) {
    if (type === 'partial') this.#hearsPartials = true
    super.addEventListener(type, listener, options)
  }

  /**
   * Wait for the result. It stays in Python until this asks for it.
   * @param {{ signal?: AbortSignal }} [options] aborting it leaves the job alone
   * @returns {Promise<any>} rejects where the job failed or was cancelled
   */
  result (options) {
    return ask('jobs.result', { id: this.id }, options)
  }

  /**
   * @param {number} number of a part of the result, from 0
   * @returns {Promise<any>}
   */
  partial (number) {
    return ask('jobs.partial', { id: this.id, number })
  }

  /** @returns {Promise<string[]>} the latest 200 lines that it told */
  async lines () {
    return (await ask('jobs.lines', { id: this.id })).lines
  }

  /** Have it end: when it next asks whether it is to, or else with its worker. */
  async cancel () {
    await ask('jobs.cancel', { id: this.id })
  }

  /** Have a job that failed or was cancelled run again, with the same arguments. */
  async retry () {
    const row = await ask('jobs.retry', { id: this.id })
    if (row.attempt > this.attempt) this.#row = row
    if (!this.ended) live.add(this)
  }

  /** Have an ended job, and its result, kept no longer. */
  async forget () {
    await ask('jobs.forget', { id: this.id })
  }

  /** @param {Row} row */
  _is (row) {
    this.#row = row
  }

  /** @param {{ kind: string, job: Row, lines: string[], partial: number | null }} change */
  _heard ({ kind, job, lines, partial }) {
    this.#row = job
    if (kind === 'progress') this.#tell('progress', job.progress)
    for (const line of lines) this.#tell('log', line)
    if (partial !== null && this.#hearsPartials) {
      this.partial(partial).then(value => this.#tell('partial', value), () => {}) // it is not kept any longer
    }
    if (kind !== 'state') return
    this.#tell('state', job.state)
    if (!this.ended) {
      live.add(this)
      return
    }
    live.delete(this)
    if (job.state === 'done') this.#tell('done', undefined)
    else this.#tell('error', job.error)
  }

  /**
   * @param {string} type
   * @param {any} detail
   */
  #tell (type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }
}

/** @param {State} state */
const isOver = state => state === 'done' || state === 'failed' || state === 'cancelled'

/** @param {Row} row */
function jobOf (row) {
  const known = jobs.get(row.id)?.deref()
  if (known) {
    if (!known.ended || row.attempt > known.attempt) known._is(row)
    return known
  }
  const job = new Job(row)
  jobs.set(row.id, new WeakRef(job))
  if (!job.ended) live.add(job)
  return job
}

/** @type {Promise<any> | null} */
let watching = null
/** @type {Set<(job: Job) => void>} */
const watchers = new Set()

function watch () {
  if (!watching) {
    globalThis.addEventListener('jobchange', event => {
      const { detail } = /** @type {CustomEvent} */ (event)
      const known = jobs.get(detail.job.id)?.deref()
      if (known) known._heard(detail)
      if (watchers.size) {
        const job = known ?? jobOf(detail.job)
        for (const each of watchers) each(job)
      }
    })
    watching = ask('jobs.watch').catch(error => {
      watching = null
      throw error
    })
  }
  return watching
}

/**
 * Have a function run as a job.
 * @param {string} name as `@job` has it
 * @param {Record<string, any>} [params] its arguments by name
 * @param {object} [options]
 * @param {number} [options.priority] jobs of a higher one begin first
 * @param {AbortSignal} [options.signal] aborting it cancels the job
 * @returns {Promise<Job>} at once; the job may wait or run
 */
export async function submit (name, params = {}, { priority, signal } = {}) {
  signal?.throwIfAborted()
  await watch()
  const job = jobOf(await ask('jobs.submit', priority === undefined ? { name, params } : { name, params, priority }))
  await catchUp(job)
  if (signal) {
    const cancel = () => { job.cancel().catch(() => {}) }
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true })
  }
  return job
}

/**
 * Learn what happened before the page knew the job's id.
 * @param {Job} job
 */
async function catchUp (job) {
  if (!job.ended) job._is(await ask('jobs.get', { id: job.id }))
  if (job.ended) live.delete(job)
}

/**
 * @param {string} id
 * @returns {Promise<Job>} a job, whoever submitted it
 */
export async function get (id) {
  await watch()
  return jobOf(await ask('jobs.get', { id }))
}

/** @returns {Promise<Job[]>} jobs that wait or run, and those that ended and are kept */
export async function list () {
  await watch()
  return (await ask('jobs.list')).jobs.map(jobOf)
}

/**
 * Hear of every change of every job, of whatever page.
 * @param {(job: Job) => void} handler
 * @returns {Promise<() => void>} takes the handler away
 */
export async function onChange (handler) {
  watchers.add(handler)
  await watch()
  return () => { watchers.delete(handler) }
}
