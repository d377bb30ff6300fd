import child from 'node:child_process'
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { attempt, done, record } from './transcript.js'

const SCRIPT = `${fs.mkdtempSync(`${os.tmpdir()}/oro-forked-`)}/program.cjs`
const nothing = () => {}

/** @param {any} program */
function ended (program) {
  program.on('error', nothing)
  return program.spawnargs
}

// -- arguments

for (const args of [['true', {}, 'x'], ['true', 'x'], ['true', { timeout: -1 }], ['true', { maxBuffer: 'x' }], ['']]) {
  attempt(`exec(${JSON.stringify(args)})`, () => ended(child.exec(.../** @type {[any]} */ (/** @type {any} */ (args)))))
}
for (const args of [['true', {}, {}], ['true', {}, 'x'], ['true', [], 5], ['true', [], {}, null], ['true', null], ['true', undefined, undefined]]) {
  attempt(`execFile(${JSON.stringify(args)})`, () => ended(child.execFile(.../** @type {[any]} */ (/** @type {any} */ (args)))))
}
attempt('callbacks', () => [child.execFile('true', nothing), child.execFile('true', [], nothing), child.execFile('true', {}, nothing)].map(ended))
for (const args of [['true', { serialization: 'x' }], ['true', { killSignal: {} }], ['true', { shell: 5 }]]) {
  attempt(`spawn(${JSON.stringify(args)})`, () => ended(child.spawn(.../** @type {[any]} */ (/** @type {any} */ (args)))))
}
for (const args of [['true', [], 5], ['true', 5], ['true', { maxBuffer: -1 }]]) {
  attempt(`spawnSync(${JSON.stringify(args)})`, () => child.spawnSync(.../** @type {[any]} */ (/** @type {any} */ (args))).status)
}
for (const args of [[5], ['a\0'], ['x', 5], ['x', 'y'], ['x', [], 5], ['x', { execPath: 'a\0' }], ['x', { execArgv: ['a\0'] }], ['x', { serialization: 'y' }]]) {
  attempt(`fork(${JSON.stringify(args)})`, () => child.fork(.../** @type {[any]} */ (/** @type {any} */ (args))))
}
record('methods', ['kill', 'ref', 'unref'].every((name) => Object.keys(child.ChildProcess.prototype).includes(name)))

// -- programs

diagnostics.subscribe('child_process', (message) => record('child_process', Object.keys(/** @type {any} */ (message))))
const dying = once(process, 'SIGCHLD')
const first = child.spawn('true')
record('SIGCHLD', await dying)
if (first.exitCode === null) await once(first, 'exit')
record('odd signal', (() => { try { return first.kill(/** @type {any} */ ({})) } catch (/** @type {any} */ error) { return [error.code, error.message] } })())
const controller = new AbortController()
const aborted = child.spawn('sleep', ['20'], { signal: controller.signal })
aborted.on('error', (/** @type {any} */ error) => record('aborted', [error.name, error.code, error.cause, error.constructor.name]))
controller.abort('why')
await new Promise((resolve) => aborted.once('close', resolve))

// -- a module in a program of its own

const node = child.execSync('which -a node | tail -1', { encoding: 'utf8' }).trim()
fs.writeFileSync(SCRIPT, `process.on('message', (message) => {
  process.send({ message, argv: process.argv.slice(2), execArgv: process.execArgv })
  if (message === 'bye') process.disconnect()
})
process.send('ready')`)
const forked = child.fork(SCRIPT, ['a'], { execPath: node, execArgv: ['--no-warnings'] })
for (const event of ['spawn', 'message', 'exit', 'close']) forked.on(event, (value) => record(event, value))
record('forked', [forked.connected, forked.stdin, typeof forked.send])
await once(forked, 'message')
const echoed = once(forked, 'message')
const sent = await new Promise((resolve) => forked.send({ a: [1, { b: null }] }, resolve))
await echoed
record('sent', sent)
forked.send('bye')
await new Promise((resolve) => forked.once('close', resolve))
record('afterwards', await new Promise((resolve) => forked.send('x', resolve)))
fs.writeFileSync(SCRIPT, `for (let n = 1; n <= 50; n++) process.send('x'.repeat(2000), () => n === 50 && process.disconnect())`)
const talking = child.fork(SCRIPT, { execPath: node })
let heard = 0
talking.on('message', () => heard++)
await once(talking, 'exit')
record('heard at the exit', heard)
fs.rmSync(path.dirname(SCRIPT), { recursive: true })
const missing = child.fork(SCRIPT, { execPath: '/nowhere/node' })
record('missing', await once(missing, 'error').then(([{ code, syscall, path }]) => [code, syscall, path], (reason) => reason.code))
attempt('no channel', () => child.fork(SCRIPT, { execPath: node, stdio: ['pipe', 'pipe', 'pipe'] }))
done()
