import { once } from 'oro:events'
import { test } from 'oro:test'
import { Worker } from 'oro:worker_threads'

const THREADS = "const { parentPort, BroadcastChannel, Worker } = require('worker_threads'); const say = (x) => parentPort.postMessage(x);"

/** @param {string} source @param {any} [options] @returns {Promise<{ code: number, said: any[] }>} how it ends by itself */
async function ended (source, options = {}) {
  const worker = new Worker(`${THREADS} ${source}`, { eval: true, ...options })
  /** @type {any[]} */
  const said = []
  worker.on('message', (/** @type {any} */ message) => said.push(message))
  const [code] = await once(worker, 'exit')
  return { code, said }
}

/** Threads that end by themselves, with the message they post first. @type {[string, string, any[]][]} */
const ending = [
  ['nothing', '', []],
  ['a promise that is never settled', 'new Promise(() => {})', []],
  ['timers', "setTimeout(() => { say(1); setImmediate(() => say(2)) }, 20)", [1, 2]],
  ['an interval that is cleared', "let n = 0; const i = setInterval(() => { say(++n); if (n === 2) clearInterval(i) }, 5)", [1, 2]],
  ["timers of the engine", "globalThis.setTimeout(() => say('native'), 30)", ['native']],
  ['timers that are let go', "require('timers').setInterval(() => {}, 5).unref(); require('timers').setTimeout(() => {}, 9).unref().ref(); say('out')", ['out']],
  ['a call', "require('fs').readFile('/nowhere', (e) => say(e.code))", ['ENOENT']],
  ['calls one after another', "const { stat } = require('fs/promises'); (async () => { for (let n = 0; n < 3; n++) await stat('/'); say('done') })()", ['done']],
  ['a digest', "crypto.subtle.digest('SHA-256', new Uint8Array(9)).then((d) => say(d.byteLength))", [32]],
  ['a stream', "const { Readable } = require('stream'); Readable.from(['a', 'b']).on('data', (d) => say(String(d)))", ['a', 'b']],
  ['an import', "import('oro:path').then(async () => { await import('oro:url'); say('imported') })", ['imported']],
  ['a port that is closed', "const { port1, port2 } = new MessageChannel(); port1.on('message', (m) => { say(m); port1.close() }); port2.postMessage('p')", ['p']],
  ['a port that listens once', "const { port1, port2 } = new MessageChannel(); port1.once('message', say); port2.postMessage('once')", ['once']],
  ['ports and channels that are let go', "parentPort.on('message', say); parentPort.unref(); const b = new BroadcastChannel('x'); b.onmessage = say; b.unref()", []],
  ['a thread of its own', "new Worker('require(\"worker_threads\").parentPort.postMessage(\"inner\")', { eval: true }).on('message', say)", ['inner']],
  ['beforeExit', "let n = 0; process.on('beforeExit', () => { if (n++ < 2) setTimeout(() => say(n), 1) })", [1, 2]]
]

test('a thread ends when nothing keeps it', async (t) => {
  for (const [name, source, expected] of ending) t.deepEqual(await ended(source), { code: 0, said: expected }, name)
})

test('and says with which code', async (t) => {
  t.equal((await ended('process.exitCode = 3')).code, 3, 'exitCode')
  t.deepEqual(await ended("process.on('exit', (code) => say(code)); setTimeout(() => process.exit(4), 5); setInterval(() => {}, 1000)"), { code: 4, said: [4] }, 'exit()')
})

test('what is listened on keeps it', async (t) => {
  const worker = new Worker(`${THREADS} parentPort.on('message', (m) => { say(m); if (m === 'end') parentPort.close() }); say('ready')`, { eval: true })
  await once(worker, 'message')
  await ended('')
  worker.postMessage('still')
  t.deepEqual(await once(worker, 'message'), ['still'])
  const exit = once(worker, 'exit')
  worker.postMessage('end')
  t.deepEqual(await exit, [0])
})

test('so does its input while it is read', async (t) => {
  const worker = new Worker(`${THREADS} let text = ''; process.stdin.on('data', (d) => { text += d }).on('end', () => say(text))`, { eval: true, stdin: true })
  const exit = once(worker, 'exit')
  const heard = once(worker, 'message')
  await ended('')
  worker.stdin?.write('a')
  worker.stdin?.end('b')
  t.deepEqual(await heard, ['ab'])
  t.deepEqual(await exit, [0])
  t.equal((await ended('', { stdin: true })).code, 0, 'input that is not read keeps no thread running')
})
