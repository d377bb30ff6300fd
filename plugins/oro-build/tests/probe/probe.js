import { exec } from 'node:child_process'
import { createHash, generatePrime } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { request } from 'oro:ipc'

/** @type {Record<string, unknown>} */
const told = {}

/** @param {string} name @param {() => unknown} work */
async function step(name, work) {
  try {
    told[name] = await work()
  } catch (error) {
    told[name] = String(error)
  }
}

/** @param {(done: (error: Error | null, answer: unknown) => void) => void} start */
const called = (start) => new Promise((done, fail) => start((error, answer) => (error ? fail(error) : done(answer))))

await step('process', () => called((done) => exec('/bin/echo "hello $LD_LIBRARY_PATH"', (error, out) => done(error, out.trim()))))
await step('file', async () => (await readFile('/etc/passwd', 'utf8')).length > 0)
await step('hash', () => createHash('sha256').update('tea').digest('hex').length)
await step('prime', () => called((done) => generatePrime(64, { bigint: true }, (error, prime) => done(error, prime > 1n))))
await step('sqlite', () => new DatabaseSync(':memory:').prepare('SELECT 6 * 7 AS answer').get()?.['answer'])
await step('python', async () => (await request('probe.red')).data)
await request('probe.done', { told: JSON.stringify(told) })
