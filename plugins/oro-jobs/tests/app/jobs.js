import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { get, list, onChange, submit } from 'oro:jobs'
import 'oro:jobs/progress'

/** @param {EventTarget} target @param {string} type @returns {Promise<any>} */
const event = (target, type) => new Promise(resolve => target.addEventListener(type, resolve, { once: true }))
const paths = async () => (/** @type {any} */ (await request(/** @type {any} */ ('test.paths')))).data
const never = async () => (await paths()).never

test('a job tells what it does, and its result is fetched', async t => {
  const job = await submit('count', { total: 20 })
  /** @type {any[]} */
  const lines = []
  /** @type {any[]} */
  const parts = []
  let progress = job.progress
  job.addEventListener('log', e => lines.push(/** @type {any} */ (e).detail))
  job.addEventListener('partial', e => parts.push(/** @type {any} */ (e).detail))
  job.addEventListener('progress', e => { progress = /** @type {any} */ (e).detail })
  if (!job.ended) await event(job, 'done')
  t.equal(job.state, 'done')
  const { counted, process } = await job.result()
  t.equal(counted, 20)
  t.notEqual(process, (await paths()).process)
  t.deepEqual([progress.done, progress.total, progress.message], [20, 20, 'counting'])
  t.ok(progress.rate > 0)
  t.equal(lines.at(-1), 'line 19')
  t.equal((await job.lines()).length, 20)
  t.deepEqual(await job.partial(19), [19])
  t.ok(parts.length > 0)
})

test('a job is cancelled by its page', async t => {
  const path = await never()
  const job = await submit('hold', { path })
  const failed = event(job, 'error')
  await job.cancel()
  t.equal((await failed).detail.code, 'ERR_CANCELLED')
  t.equal(job.state, 'cancelled')
  const controller = new AbortController()
  const other = await submit('hold', { path }, { signal: controller.signal })
  const ended = event(other, 'error')
  controller.abort()
  await ended
  t.equal(other.state, 'cancelled')
})

test('what fails says why', async t => {
  const job = await submit('breaks', { reason: 'no such row' })
  const error = await job.result().catch(error => error)
  t.equal(error.code, 'ERR_JOB_FAILED')
  t.equal(error.message, 'Job "breaks" failed: ValueError: no such row')
  t.equal((await submit('hidden').catch(error => error)).code, 'NOT_FOUND_ERR')
  const wrong = await submit('count', { total: 'many' }).catch(error => error)
  t.equal(wrong.code, 'ERR_INVALID_ARG')
  t.ok(wrong.message.includes('parameter "total"'))
})

test('what failed is tried again', async t => {
  const job = await submit('breaks', { reason: 'no such row', attempts: 2 })
  t.equal((await job.result().catch(error => error)).code, 'ERR_JOB_FAILED')
  await job.retry()
  t.equal(await job.result(), 'attempt 2')
  while (!job.ended) await event(job, 'state')
  t.deepEqual([job.state, job.attempt, job.error], ['done', 2, null])
  t.equal((await job.retry().catch(error => error)).code, 'ERR_USAGE')
})

test('jobs are found again, and changes of all are heard', async t => {
  /** @type {Set<string>} */
  const heard = new Set()
  const off = await onChange(job => heard.add(job.id))
  const job = await submit('count', { total: 1 })
  await job.result()
  t.equal(await get(job.id), job)
  t.ok((await list()).includes(job))
  t.ok(heard.has(job.id))
  off()
  await job.forget()
  t.equal((await get(job.id).catch(error => error)).code, 'NOT_FOUND_ERR')
})

test('the element shows a job to everybody', async t => {
  const job = await submit('hold', { path: await never() })
  const element = /** @type {any} */ (document.createElement('oro-progress'))
  element.setAttribute('label', 'Holding on')
  element.job = job
  document.body.append(element)
  const bar = element.shadowRoot.querySelector('[role=progressbar]')
  while (bar.getAttribute('aria-valuenow') !== '25') await event(job, 'progress')
  t.deepEqual([bar.getAttribute('aria-valuemin'), bar.getAttribute('aria-valuemax')], ['0', '100'])
  t.ok(bar.getAttribute('aria-valuetext').startsWith('1 of 4'))
  t.equal(element.shadowRoot.getElementById(bar.getAttribute('aria-labelledby')).textContent, 'Holding on')
  const ended = event(job, 'error')
  element.shadowRoot.querySelector('button').click()
  await ended
  t.equal(element.shadowRoot.querySelector('[role=status]').textContent, 'Cancelled')
  const [cancel, again] = element.shadowRoot.querySelectorAll('button')
  t.deepEqual([cancel.hidden, again.hidden, again.textContent], [true, false, 'Try again'])
  const begun = event(job, 'state')
  again.click()
  await begun
  t.deepEqual([cancel.hidden, again.hidden], [false, true])
  const over = event(job, 'error')
  cancel.click()
  await over
  const found = /** @type {any} */ (document.createElement('oro-progress'))
  found.setAttribute('job', job.id)
  document.body.append(found)
  while (!found.job) await new Promise(resolve => setTimeout(resolve, 10))
  t.equal(found.job, job)
})
