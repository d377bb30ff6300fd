import { execFile, execFileSync, spawn } from 'oro:child_process'
import { once } from 'oro:events'
import { request } from 'oro:ipc'
import process from 'oro:process'
import { pipeline } from 'oro:stream'
import { test } from 'oro:test'

const homedir = execFileSync('sh', ['-c', 'echo -n $HOME']).toString()
const FLOOD = 'i=0; while :; do i=$((i+1)); head -c 65536 /dev/zero; echo $i >&2; done'

/** @param {any} stream */
async function text (stream) {
  let found = ''
  for await (const chunk of stream.setEncoding('utf8')) found += chunk
  return found
}

/** @param {number} ms */
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

test('a program that floods waits for a page that does not read', async (t) => {
  const child = spawn('sh', ['-c', FLOOD])
  let steps = 0
  child.stderr.on('data', () => steps++)
  child.stdout.once('readable', () => {})
  await later(1000)
  const before = steps
  await later(500)
  t.ok(before > 0, 'it began')
  t.equal(steps, before, 'and stands still')
  child.stdout.resume()
  while (steps < before + 20) await once(child.stderr, 'data')
  t.pass('it goes on when it is read')
  child.kill('SIGKILL')
  t.deepEqual(await once(child, 'close'), [null, 'SIGKILL'])
})

test('a page that writes waits for a program that does not read', async (t) => {
  const child = spawn('sleep', ['100'])
  let taken = 0
  const piece = new Uint8Array(1 << 16)
  child.stdin.on('error', () => {})
  for (let n = 0; n < 8; n++) child.stdin.write(piece, (/** @type {any} */ error) => { if (!error) taken++ })
  t.ok(child.stdin.writableNeedDrain)
  await later(500)
  t.ok(taken < 8, 'the pipe is full')
  child.kill()
  await once(child, 'close')
})

test('bytes come through as they are', async (t) => {
  const child = spawn('cat')
  const sent = crypto.getRandomValues(new Uint8Array(60000))
  for (let n = 0; n < 20; n++) child.stdin.write(sent)
  child.stdin.end()
  let size = 0
  let same = true
  for await (const chunk of child.stdout) {
    for (const byte of chunk) same &&= byte === sent[size++ % sent.length]
  }
  t.equal(size, 20 * sent.length)
  t.ok(same)
})

test('programs are joined by pipes', async (t) => {
  const first = spawn('printf', ['c\\na\\nb\\n'])
  const second = spawn('sort')
  pipeline(first.stdout, second.stdin, () => {})
  t.equal(await text(second.stdout), 'a\nb\nc\n')
})

test('the child tells what it is', async (t) => {
  const child = spawn('cat')
  t.ok(Number.isInteger(child.pid))
  t.equal(child.stdio.length, 3)
  t.equal(child.connected, false)
  t.equal(child.send, undefined)
  const running = async () => (await request('diagnostics.query')).data.childProcess.handles.count
  t.ok(await running() > 0, 'diagnostics know of it')
  child.stdin.end()
  await once(child, 'close')
  while (await running() > 0) await new Promise((resolve) => setTimeout(resolve, 10))
})

test('what is destroyed is closed', async (t) => {
  const child = spawn('yes')
  child.stdout.once('data', () => child.stdout.destroy())
  t.deepEqual(await once(child, 'exit'), [null, 'SIGPIPE'])
})

test('many run at once', async (t) => {
  const run = (/** @type {number} */ n) => new Promise((resolve) => execFile('echo', [String(n)], (_, stdout) => resolve(stdout)))
  const found = await Promise.all(Array.from({ length: 30 }, (_, n) => run(n)))
  t.deepEqual(found, Array.from({ length: 30 }, (_, n) => `${n}\n`))
})

test('a program has what the page has set of the environment', (t) => {
  process.env.ORO_TEST_SET = 'by the page'
  t.equal(execFileSync('sh', ['-c', 'echo "$ORO_TEST_SET $HOME"']).toString(), `by the page ${homedir}\n`)
  t.equal(execFileSync('env').toString().match(/^\d+=/m), null, 'and nothing else')
  t.equal(execFileSync('sh', ['-c', 'echo "$ORO_TEST_SET"'], { env: {} }).toString(), '\n')
})

test('the environment of the page is the whole of the host, to be passed on', (t) => {
  t.equal(process.env.HOME, homedir)
  t.ok('PATH' in process.env && Object.keys(process.env).includes('PATH'))
  const env = { ...process.env, ORO_TEST_MORE: 'and more' }
  t.equal(execFileSync('sh', ['-c', 'echo "$PATH $ORO_TEST_MORE"'], { env }).toString(), `${process.env.PATH} and more\n`)
  process.env.ORO_TEST_SET = 'once more'
  t.equal({ ...process.env }.ORO_TEST_SET, 'once more', 'what the page has set is kept')
  t.equal(process.env.ORO_TEST_NEVER_SET, undefined)
})

test('what is not there says so', (t) => {
  t.throws(() => spawn('true', { stdio: ['ignore', 7, 'ignore'] }), /^spawn EBADF$/)
})
