import { Buffer } from 'node:buffer'
import { Duplex, PassThrough, Readable, Transform, Writable, addAbortSignal, compose, finished, pipeline } from 'node:stream'
import { pipeline as flow, finished as ended } from 'node:stream/promises'
import { attempt, done, record } from './transcript.js'

/**
 * @param {string} name
 * @param {any} stream
 */
function watched (name, stream) {
  for (const event of ['close', 'drain', 'end', 'error', 'finish', 'pause', 'pipe', 'readable', 'resume', 'unpipe']) {
    if (event !== 'readable') stream.on(event, (/** @type {any} */ value) => record(`${name} ${event}`, value instanceof Error ? value : undefined))
  }
  return stream
}

let reads = 0
const readable = watched('readable', new Readable({ highWaterMark: 4, read () { record('read'); this.push(reads++ > 3 ? null : 'abcd') } }))
readable.on('data', (/** @type {any} */ chunk) => record('data', chunk))
await ended(readable).catch((error) => record('rejected', error))

const writable = watched('writable', new Writable({ highWaterMark: 3, write (chunk, encoding, callback) { record('write', [chunk, encoding]); callback() } }))
record('full', [writable.write('ab'), writable.write('cd'), writable.writableLength, writable.writableNeedDrain])
writable.cork(); writable.write('x'); writable.write('y'); writable.uncork()
await ended(writable.end('end'))
attempt('state', () => [writable.writableEnded, writable.writableFinished, writable.destroyed, writable.closed, readable.readableEnded])
writable.on('error', () => {})
writable.write('late', (/** @type {any} */ error) => record('late', error))
await new Promise((resolve) => setTimeout(resolve))

const upper = () => new Transform({ transform (chunk, _encoding, callback) { callback(null, String(chunk).toUpperCase()) }, flush (callback) { callback(null, '!') } })
record('flow', await flow(Readable.from(['a', 'b']), upper(), async (source) => { let all = ''; for await (const chunk of source) all += chunk; return all }))
const broken = watched('broken', new Transform({ transform (_chunk, _encoding, callback) { callback(Object.assign(new Error('broken'), { code: 'E_BROKEN' })) } }))
const into = watched('into', new PassThrough())
await new Promise((resolve) => pipeline(Readable.from(['a']), broken, into, (error) => { record('pipeline', error); resolve(undefined) }))
await new Promise((resolve) => setTimeout(resolve))

record('operators', await Readable.from([1, 2, 3, 4]).filter((value) => value % 2 === 0).map(async (value) => value * 2).toArray())
record('more', [await Readable.from([1, 2, 3]).reduce((sum, value) => sum + value, 0), await Readable.from([1, 2]).some((value) => value > 1), await Readable.from([1, 2, 3]).drop(1).take(1).toArray(), await Readable.from([[1], [2]]).flatMap((value) => value).toArray()])
record('compose', await compose(upper(), upper()).end('q').toArray())
record('from text', await Readable.from('text').toArray())
record('encoding', await Readable.from([Buffer.from([0xe2, 0x82]), Buffer.from([0xac])], { objectMode: false, encoding: 'utf8' }).toArray())

const aborting = watched('aborting', new PassThrough())
const controller = new AbortController()
addAbortSignal(controller.signal, aborting)
finished(aborting, (error) => record('finished', [error?.name, error?.code]))
controller.abort()
await new Promise((resolve) => setTimeout(resolve))

const early = new PassThrough()
finished(early, (error) => record('early', error))
early.destroy()
await new Promise((resolve) => setTimeout(resolve))
attempt('null', () => new Writable().write(/** @type {any} */ (null)))
attempt('push after end', () => { const stream = new Readable({ read () {} }); stream.on('error', (error) => record('pushed', error)); stream.push(null); return stream.push('x') })
await new Promise((resolve) => setTimeout(resolve))
const missing = new Readable()
missing.on('error', (error) => record('missing', error))
missing.read()
await new Promise((resolve) => setTimeout(resolve))
const duplex = Duplex.from(async function * (/** @type {any} */ source) { for await (const chunk of source) yield String(chunk).repeat(2) })
duplex.end('d')
record('duplex', await duplex.toArray())
record('unshift', (() => { const stream = new Readable({ read () {} }); stream.push('b'); stream.unshift('a'); return [String(stream.read(1)), String(stream.read())] })())
record('web', await new Response(/** @type {any} */ (Readable.toWeb(Readable.from([Buffer.from('w')], { objectMode: false })))).text())
done()
