import application from 'oro:application'
import { exec } from 'oro:child_process'
import diagnostics from 'oro:diagnostics'
import dns from 'oro:dns'
import * as errno from 'oro:errno'
import { ErrnoError } from 'oro:errors'
import fs from 'oro:fs'
import hooks, { onReady } from 'oro:hooks'
import http from 'oro:http'
import * as https from 'oro:https'
import ipc from 'oro:ipc'
import mime from 'oro:mime'
import { Module, createRequire } from 'oro:module'
import os from 'oro:os'
import path from 'oro:path'
import * as processSignal from 'oro:process/signal'
import * as signal from 'oro:signal'
import tar from 'oro:tar'
import { test } from 'oro:test'
import { Immediate, Interval, Timeout } from 'oro:timers/timer'
import * as timersPlatform from 'oro:timers/platform'
import toml from 'oro:toml'
import util from 'oro:util'
import { O_RDONLY, ENOENT, SIGTERM, WINDOW_SHOWN } from 'oro:constants'

const page = /** @type {any} */ (globalThis)
const folder = await fs.promises.mkdtemp(`${await fs.promises.realpath(`${location.origin}/`)}/author-`)

test('the runtime, the window and the document are known', async (t) => {
  await new Promise(onReady)
  t.deepEqual([hooks.global === globalThis, hooks.document === document, hooks.window === window], [true, true, true])
  t.equal(application.config.meta_title, 'Author')
  t.deepEqual([page.process.env.TIDE_HEIGHT, page.process.env.TIDE_HIGH, page.process.env.TIDE_NAME], ['3', 'true', 'Husum'])
  t.equal(ipc.debug.enabled, false)
  t.equal(ipc.debug(true), true)
  t.equal(ipc.debug.enabled, true)
  ipc.debug.enabled = false
  t.equal(ipc.debug(), false)
  const windows = await application.getWindows()
  t.equal(windows[0].index, 0)
  await t.rejects(async () => application.createWindow(/** @type {any} */ ({})), /Path and index are required options/)
})

test('errors of the system have names and texts', async (t) => {
  const error = new ErrnoError(errno.ENOENT)
  t.deepEqual([error.code, error.message, error.errno], ['ENOENT', 'no such file or directory', -2])
  t.equal(new ErrnoError(9999).code, '-9999')
  const second = ['EWOULDBLOCK', 'ENOTSUP', 'EDEADLOCK']
  const entries = Object.entries(errno.constants)
  t.deepEqual(entries.filter(([name, number]) => errno.getName(number) !== name).map(([name]) => name).sort(), second.sort())
  t.deepEqual(entries.filter(([name, number]) => !errno.getMessage(name) || errno.getMessage(number) !== errno.getMessage(name)), [])
  t.ok(entries.length > 130)
  t.equal(errno.getCode('ewouldblock'), errno.EAGAIN)
  t.equal(Object.keys(os.constants.errno).filter((name) => !(name in errno)).join(), '', 'none is missing')
  t.deepEqual([O_RDONLY, ENOENT, SIGTERM, WINDOW_SHOWN], [0, 2, 15, 31])
  t.equal(processSignal.SIGTERM, signal.SIGTERM)
  t.equal(processSignal.channel, signal.channel)
  t.equal(os.isWindows(), false)
})

test('files, programs and folders', async (t) => {
  const handle = await fs.promises.open(`${folder}/a.txt`, 'w+')
  await handle.writeFile('tide')
  t.equal((await fs.promises.fstat(handle)).size, 4)
  await handle.close()
  t.equal((await fs.promises.fstat(fs.openSync(`${folder}/a.txt`))).size, 4)
  const { stdout, stderr } = await exec('printf high; printf low >&2')
  t.deepEqual([stdout, stderr], ['high', 'low'])
  await t.rejects(Promise.resolve(exec('printf gone >&2; exit 3')), { code: 3, stderr: 'gone' })
  t.equal(exec('true') instanceof page.require('child_process').ChildProcess, true)
  t.equal(path.HOME, os.homedir())
  t.equal(path.posix.TMP, path.TMP)
  t.deepEqual(Object.keys(path).includes('HOME'), false, 'Node has no such member, so who lists them finds none')
  t.equal(fs.bookmarks.temporary.size, 0)
})

test('archives and TOML', async (t) => {
  const pack = tar.pack()
  pack.entry({ name: 'b.txt' }, 'low tide')
  pack.entry({ name: 'c/d.txt' }, Buffer.from('high tide'))
  pack.finalize()
  const file = pack.pipe(fs.createWriteStream(`${folder}/b.tar`))
  await new Promise((resolve, reject) => file.on('finish', resolve).on('error', reject))
  /** @type {Record<string, string>} */
  const found = {}
  const extract = tar.extract()
  fs.createReadStream(`${folder}/b.tar`).pipe(/** @type {any} */ (extract))
  for await (const entry of extract) {
    const parts = []
    for await (const part of entry) parts.push(part)
    found[entry.header.name] = Buffer.concat(parts).toString()
  }
  t.deepEqual(found, { 'b.txt': 'low tide', 'c/d.txt': 'high tide' })
  t.equal((await exec(`tar -tf ${folder}/b.tar`)).stdout, 'b.txt\nc/d.txt\n')
  const text = toml.stringify({ tide: { height: 3.5, at: ['six', 'noon'] } })
  t.deepEqual(toml.parse(text), { tide: { height: 3.5, at: ['six', 'noon'] } })
  t.throws(() => toml.parse('a = '), toml.TomlError)
})

test('small things that the documentation names', async (t) => {
  t.deepEqual([http.OK, http.NOT_FOUND, https.IM_A_TEAPOT, https.STATUS_CODES[404]], [undefined, undefined, 418, 'Not Found'])
  t.equal((await import('oro:http')).NOT_FOUND, 404)
  t.equal(dns.constants.NODATA, 'ENODATA')
  await mime.audio.load()
  t.equal((await mime.audio.lookup('mp3'))[0].mime, 'audio/mp3')
  t.deepEqual([util.isTypedArray(new Uint8Array()), util.isTypedArray([]), util.isMap(new Map()), util.hasOwnProperty({ a: 1 }, 'a')], [true, false, true, true])
  const timer = page.require('timers').setTimeout(() => {}, 1000)
  t.ok(timer instanceof Timeout && Interval === Timeout && typeof Immediate === 'function')
  page.require('timers').clearTimeout(timer)
  await new Promise((resolve) => timersPlatform.default.setTimeout(resolve, 1))
  t.ok(new page.Deferred() && new page.AsyncLocalStorage() && typeof page.MenuItemEvent === 'function' && typeof page.SignalEvent === 'function')
  t.equal(page.AsyncContext, (await import('oro:async')).AsyncContext)
})

test('a group of channels hears all of them', (t) => {
  /** @type {any[]} */
  const heard = []
  const group = diagnostics.channels.group('tides', ['high', 'low'])
  const off = group.subscribe((message, name) => heard.push([name, message]))
  diagnostics.channels.channel('tides.high').publish(1)
  diagnostics.channels.channel('tides.other').publish(2)
  diagnostics.channels.channel('moon').publish(3)
  group.publish(4)
  off()
  diagnostics.channels.channel('tides.low').publish(5)
  t.deepEqual(heard, [['tides.high', 1], ['tides.other', 2], ['tides.high', 4], ['tides.low', 4], ['tides.other', 4]])
})

test('resolvers hand a specifier on to those after them', (t) => {
  const require = createRequire('/author.js')
  Module.resolvers.push((specifier, _parent, next) => specifier.startsWith('my:') ? next(specifier.replace('my:', 'its:')) : undefined)
  Module.resolvers.push((specifier) => specifier === 'its:path' ? 'path' : undefined)
  try {
    t.equal(require('my:path'), require('path'))
    t.equal(require('its:path'), require('path'))
    t.throws(() => require('my:nothing'), /its:nothing|my:nothing/)
  } finally {
    Module.resolvers.length = 0
  }
})

test('what an installed plugin lacks is not said to come with its installation', async (t) => {
  t.throws(() => page.require('oro:fs/nothing'), /the plugin oro-fs is installed and has no such module/)
})
