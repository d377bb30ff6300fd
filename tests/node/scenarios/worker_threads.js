import {
  BroadcastChannel, getEnvironmentData, isMainThread, markAsUntransferable, MessageChannel, MessagePort, parentPort, receiveMessageOnPort,
  setEnvironmentData, SHARE_ENV, threadId, Worker, workerData
} from 'node:worker_threads'
import { once } from 'node:events'
import { attempt, done, record } from './transcript.js'

/**
 * Run a worker to its end and write down all it told.
 * @param {string} what
 * @param {string} source
 * @param {any} [options]
 * @param {(worker: any) => void} [use]
 */
async function run (what, source, options = {}, use = () => {}) {
  const worker = /** @type {any} */ (new Worker(source, { eval: true, ...options }))
  for (const name of ['message', 'messageerror', 'error']) worker.on(name, (/** @type {any} */ ...args) => record(`${what}: ${name}`, args))
  const over = new Promise((resolve) => worker.on('exit', resolve))
  use(worker)
  record(`${what}: exit`, await over)
  record(`${what}: threadId`, worker.threadId)
}

record('main', [isMainThread, threadId, parentPort, workerData, typeof SHARE_ENV])
for (const given of ['x.js', 'file:///x.js', '', 5, undefined, null]) attempt(`path ${given}`, () => new Worker(/** @type {any} */ (given)))
for (const options of [{ execArgv: 5 }, { argv: 5 }, { env: 5 }]) attempt('options', () => new Worker('./x.js', /** @type {any} */ (options)))
attempt('eval of no text', () => new Worker(new URL('data:text/javascript,1'), { eval: true }))

const { port1, port2 } = new MessageChannel()
record('port', [port1 instanceof MessagePort, port2 instanceof MessagePort])
record('nothing', receiveMessageOnPort(port1))
port2.postMessage({ a: [1, new Map([[1, 2]])] })
port2.postMessage('second')
record('received', [receiveMessageOnPort(port1)?.message.a.length, receiveMessageOnPort(port1), receiveMessageOnPort(port1)])
attempt('no port', () => receiveMessageOnPort(/** @type {any} */ (5)))
attempt('no message', () => /** @type {any} */ (port1).postMessage())
attempt('bad transfer list', () => port1.postMessage(1, /** @type {any} */ (5)))
try {
  port1.postMessage(() => {})
} catch (error) {
  record('cannot be cloned', [/** @type {any} */ (error).name, /** @type {any} */ (error).code])
}
/** @type {any} */
const Port = MessagePort
/** @type {any} */
const Channel = MessageChannel
for (const make of [() => new Port(), () => Port(), () => Channel()]) attempt('made otherwise', make)
const shared = new ArrayBuffer(1)
const lone = () => new MessageChannel().port1
const refusals = {
  'a function': [() => {}],
  'a method': [{ a: [{ b () {} }] }],
  'a symbol': [new Map([[1, Symbol('x')]])],
  'a weak map': [new WeakMap()],
  'a promise': [{ later: Promise.resolve() }],
  'a port not listed': [{ port: lone() }],
  'the port itself': [1, [port1]],
  'a buffer twice': [shared, [shared, shared]],
  'an object listed': [1, [{}]],
  'a number listed': [1, [5]],
  'a list that is text': [1, 'ab'],
  'a transfer that is a number': [1, { transfer: 5 }],
  'a transfer that is no list': [1, { transfer: {} }],
  'a getter that throws': [{ get a () { throw Object.assign(new RangeError('of the getter'), { code: 'E_GETTER' }) } }]
}
for (const [what, args] of Object.entries(refusals)) attempt(`refused: ${what}`, () => /** @type {any} */ (port1).postMessage(...args))
record('no list', [port1.postMessage(1, /** @type {any} */ (null)), port1.postMessage(1, {})].length)
record('read', [receiveMessageOnPort(port2), receiveMessageOnPort(port2), receiveMessageOnPort(port2)])
const given = lone()
port2.postMessage(given, [given])
record('given', receiveMessageOnPort(port1)?.message instanceof MessagePort)
attempt('given twice', () => port2.postMessage(given, [given]))
const staying = lone()
markAsUntransferable(staying)
attempt('stays', () => port2.postMessage(staying, [staying]))
for (const change of ['', 'ref', 'unref']) {
  if (change) /** @type {any} */ (staying)[change]()
  record(`hasRef ${change}`, /** @type {any} */ (staying).hasRef())
}
staying.close()
for (const options of [{ workerData: () => {} }, { workerData: lone() }, { transferList: [5] }]) {
  attempt('worker given', () => new Worker('', { eval: true, .../** @type {any} */ (options) }))
}
attempt('data: as text', () => new Worker('data:text/javascript,1'))
const moved = new ArrayBuffer(8)
const kept = new ArrayBuffer(8)
port2.postMessage(moved, [moved])
record('moved', [moved.byteLength, receiveMessageOnPort(port1)?.message.byteLength])
markAsUntransferable(kept)
record('marked', kept.byteLength)
port1.on('message', (value) => record('heard', value))
const heard = once(port1, 'close')
port2.postMessage('one')
port2.postMessage('two')
port1.once('message', (value) => record('heard once', value))
record('listeners', port1.listenerCount('message'))
await new Promise((resolve) => port1.on('message', (value) => { if (value === 'two') resolve(undefined) }))
port1.close(() => record('close callback'))
await heard
port2.close()

const channel = new BroadcastChannel('of the scenario')
record('channel', channel.name)
channel.close()

setEnvironmentData('key', { deep: [1] })
setEnvironmentData('gone', 1)
setEnvironmentData('gone')
record('environment data', [getEnvironmentData('key'), getEnvironmentData('gone')])

const HEAD = "const { parentPort, workerData, threadId, isMainThread, getEnvironmentData } = require('node:worker_threads');"
await run('exit', 'process.exit(3)', {}, (worker) => worker.on('online', () => record('online')))
await run('exitCode', 'process.on("exit", (code) => { process.exitCode = code + 1 }); process.exit(4)')
await run('data', `${HEAD} parentPort.postMessage([isMainThread, threadId > 0, workerData, getEnvironmentData('key'), process.argv.slice(2), process.env.A, process.env.PATH]); process.exit()`,
  { workerData: { list: [1, null], text: 'é' }, argv: ['one', 2], env: { A: 5 } })
await run('throws', 'throw Object.assign(new TypeError("bad"), { code: "E_X", more: { a: 1 } })')
await run('throws text', 'throw "text"')
await run('rejects', 'Promise.reject(Object.assign(new RangeError("no"), { code: "E_NO" }))')
await run('commonjs', `${HEAD} const { basename } = require('path'); parentPort.postMessage([basename('/a/b'), __filename, __dirname, typeof module.exports, typeof require(['url'][0]).parse]); process.exit(0)`, { argv: [] })
await run('syntax', 'this is no code')
await run('answers', `${HEAD} parentPort.on('message', (value) => { parentPort.postMessage([value]); if (value === 'end') process.exit(0) })`, {}, (worker) => {
  worker.postMessage({ a: 1n })
  worker.postMessage('end')
})
await run('port in data', 'const { workerData } = require("worker_threads"); workerData.on("message", (value) => { if (value === "heard") process.exit(0); workerData.postMessage(value * 2) })',
  portOptions(), () => {})
await run('closes', `${HEAD} parentPort.once('message', (value) => { parentPort.postMessage(value + 1); parentPort.close() })`, {}, (worker) => worker.postMessage(1))
await run('posts nothing', `${HEAD} process.exit(0)`, {}, (worker) => {
  attempt('nothing to post', () => worker.postMessage())
  attempt('posts what cannot be', () => worker.postMessage({ a: () => {} }))
  worker.on('exit', async () => {
    record('after its end', [worker.postMessage(1), worker.performance.eventLoopUtilization()])
    await worker.getHeapSnapshot().catch((/** @type {Error} */ error) => record('no snapshot', error))
  })
})
await run('terminated', `${HEAD} parentPort.on('message', () => {}); setInterval(() => {}, 1000)`, {}, (worker) => {
  worker.once('online', () => worker.terminate())
})
await run('stdin', 'process.stdin.setEncoding("utf8"); let all = ""; process.stdin.on("data", (t) => { all += t }).on("end", () => { process.stdout.write(all.toUpperCase(), () => process.exit(0)) })',
  { stdin: true, stdout: true }, (worker) => {
    worker.stdout.on('data', (/** @type {Buffer} */ chunk) => record('stdout', String(chunk)))
    worker.stdin.end('abc')
  })
await run('console', 'console.log("%s and", 5, { a: 1 }); console.error("wrong"); setTimeout(() => process.exit(0), 20)', { stdout: true, stderr: true }, (worker) => {
  for (const name of ['stdout', 'stderr']) worker[name].on('data', (/** @type {Buffer} */ chunk) => record(name, String(chunk)))
})
await run('unsupported', `${HEAD} for (const name of ['chdir', 'abort']) try { process[name]('/') } catch (error) { parentPort.postMessage([error.code, error.message]) }; process.exit(0)`)
done()

function portOptions () {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (value) => {
    record('doubled', value)
    port1.postMessage('heard') // an engine tells of the worker's end and of its port in either order
  })
  port1.postMessage(21)
  return { workerData: port2, transferList: [port2] }
}
