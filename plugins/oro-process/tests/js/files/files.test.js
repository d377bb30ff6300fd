import { once } from 'oro:events'
import fs from 'oro:fs'
import { spawn, spawnSync } from 'oro:child_process'
import { test } from 'oro:test'

const folder = fs.mkdtempSync('/tmp/oro-process-files-')
const log = `${folder}/log`

test('a program writes into a file that the page holds open, and reads from one', async (t) => {
  const out = fs.openSync(log, 'a')
  const done = spawnSync('echo', ['one'], { stdio: ['ignore', out, 'pipe'] })
  t.deepEqual([done.status, done.output], [0, [null, null, done.stderr]])
  const child = spawn('sh', ['-c', 'echo two; echo three >&2'], { stdio: ['ignore', out, out] })
  t.deepEqual(child.stdio, [null, null, null])
  await once(child, 'close')
  fs.writeSync(out, 'four\n')
  fs.closeSync(out)
  t.equal(fs.readFileSync(log, 'utf8'), 'one\ntwo\nthree\nfour\n')
  const input = fs.openSync(log)
  t.equal(spawnSync('wc', ['-l'], { stdio: [input, 'pipe', 'inherit'] }).stdout.toString().trim(), '4')
  fs.closeSync(input)
})

test('a stream that is open is as good as its descriptor', async (t) => {
  const stream = fs.createWriteStream(`${folder}/stream`)
  await once(stream, 'open')
  await once(spawn('echo', ['text'], { stdio: ['ignore', stream, 'inherit'] }), 'close')
  stream.end()
  await once(stream, 'close')
  t.equal(fs.readFileSync(`${folder}/stream`, 'utf8'), 'text\n')
})

test('a program keeps a file that the page has closed', async (t) => {
  const out = fs.openSync(log, 'w')
  const child = spawn('sh', ['-c', 'read line; echo "$line"'], { stdio: ['pipe', out, 'ignore'] })
  fs.closeSync(out)
  child.stdin.end('late\n')
  await once(child, 'close')
  t.equal(fs.readFileSync(log, 'utf8'), 'late\n')
})

test('a descriptor that is none of the page is none', (t) => {
  const closed = fs.openSync(log)
  fs.closeSync(closed)
  for (const fd of [closed, 3, 4, 99999]) {
    t.throws(() => spawn('true', { stdio: ['ignore', fd, 'ignore'] }), /^spawn EBADF$/, `spawn ${fd}`)
    t.equal(spawnSync('true', { stdio: ['ignore', fd, 'ignore'] }).error.message, 'spawnSync true EBADF')
  }
  t.equal(spawnSync('true', { stdio: [0, 1, 2] }).status, 0)
  fs.rmSync(folder, { recursive: true })
})
