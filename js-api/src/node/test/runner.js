import { Test } from './case.js'
import { HEADER, reportFinding, reportSummary } from './tap.js'

/** @typedef {import('./tap.js').Report} Report */
/** @typedef {(result: { total: number, success: number, fail: number }) => void} OnFinish */

const PAUSE = 256

/** How long after the first `test()` the tests start: every module of the page has had time to add its own. */
export function getDefaultTestRunnerTimeout () {
  return globalThis.__args?.client?.platform === 'win32' ? 2048 : 500
}

/** Runs tests one after another and reports them as TAP. */
export class TestRunner {
  /** @type {Test[]} */
  tests = []
  /** @type {Test[]} */
  #only = []
  /** @type {OnFinish[]} */
  #onFinish = []
  #scheduled = false
  #completed = false
  #last = 0
  #pass = 0
  #fail = 0

  /** @param {Report} [report] where lines go */
  constructor (report = (line) => console.log(line)) {
    this.report = report
    this.strict = false
  }

  /** How many tests there are. */
  get length () {
    return this.tests.length
  }

  /** @returns {string} the number of the next assertion */
  nextId () {
    return String(++this.#last)
  }

  /**
   * @param {string} name
   * @param {(t: Test) => any} fn
   * @param {boolean} [only] run only tests that say so
   * @returns {Test}
   * @throws {Error} the tests have run
   */
  add (name, fn, only = false) {
    if (this.#completed) throw new Error(`Cannot add test "${name}": the tests have run`)
    const test = new Test(name, fn, this)
    this.tests.push(test)
    if (only) this.#only.push(test)
    this.schedule()
    return test
  }

  /** Have the tests run once every module of the page has had time to add its own, also where none does. */
  schedule () {
    if (!this.#scheduled) setTimeout(() => this.run().catch(reportError), getDefaultTestRunnerTimeout())
    this.#scheduled = true
  }

  /** Run every test, report, and resolve the promises of the end. */
  async run () {
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
    this.report(HEADER)
    for (const test of this.#only.length ? this.#only : this.tests) {
      this.report(`# ${test.name}`)
      await test.run()
      // Code that waited for it may add another.
      if (test === this.tests.at(-1)) await new Promise((resolve) => setTimeout(resolve))
    }
    this.#completed = true
    reportSummary({ total: this.#last, pass: this.#pass, fail: this.#fail }, this.report)
    for (const callback of this.#onFinish) callback({ total: this.#last, success: this.#pass, fail: this.#fail })
  }

  /** @param {import('./tap.js').Finding} finding */
  record (finding) {
    if (finding.ok) this.#pass++
    else this.#fail++
    reportFinding(Number(this.nextId()), finding, this.report)
  }

  /** @param {OnFinish} callback */
  onFinish (callback) {
    if (typeof callback !== 'function') throw new TypeError('Cannot wait for the tests: onFinish() expects a function')
    this.#onFinish.push(callback)
  }
}
