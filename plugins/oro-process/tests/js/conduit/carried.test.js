import { exec, spawn } from 'oro:child_process'
import { once } from 'oro:events'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

/** The plugin is there, but the type checker knows only what is installed. */
const { Conduit } = await import(['oro', 'conduit'].join(':'))

/** Steps of 64 KiB: more than the page, the host and the system hold. */
const TOO_MANY = 200
const FLOOD = 'i=0; while :; do i=$((i+1)); head -c 65536 /dev/zero; echo $i >&2; done'

test('programs are fed and read over Conduit', async (t) => {
  t.ok(await Conduit.waitForActiveState(), 'it is there')
  const child = spawn('cat')
  const sent = new Uint8Array(500000).fill(7)
  child.stdin.end(sent)
  let size = 0
  for await (const chunk of child.stdout) size += chunk.length
  t.equal(size, sent.length)
})

test('a program that floods waits for a page that does not read', async (t) => {
  const child = spawn('sh', ['-c', FLOOD])
  let steps = 0
  child.stderr.on('data', () => steps++)
  child.stdout.once('readable', () => {})
  await once(child.stderr, 'data')
  // A program that takes long for a step only seems to wait: then this proves less, and never fails.
  for (let seen = steps, calls = 0; calls < 200 && steps < TOO_MANY; calls++) {
    await ipc.request('ping')
    if (steps !== seen) [seen, calls] = [steps, 0]
  }
  t.ok(steps < TOO_MANY, `${steps} steps`)
  child.kill('SIGKILL')
  child.stdout.resume()
  t.deepEqual(await once(child, 'close'), [null, 'SIGKILL'])
})

test('many run at once', async (t) => {
  const run = (/** @type {number} */ n) => new Promise((resolve) => exec(`echo ${n}`, (_, stdout) => resolve(stdout)))
  const found = await Promise.all(Array.from({ length: 20 }, (_, n) => run(n)))
  t.deepEqual(found, Array.from({ length: 20 }, (_, n) => `${n}\n`))
})
