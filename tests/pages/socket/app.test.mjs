import { test } from 'socket:test'
import application from 'socket:application'
import Buffer from 'socket:buffer'
import URLAndMore from 'socket:url'
import Enumeration from 'socket:enumeration'
import Notification from 'socket:notification'
import path, { DOWNLOADS } from 'socket:path'
import process from 'socket:process'
import { readFile } from 'socket:fs/promises'
import ipc from 'socket:ipc'

test('the runtime is found by the names of Socket', async (t) => {
  t.equal(globalThis.isSocketRuntime, true)
  t.equal(Object.getOwnPropertyDescriptor(globalThis, 'isSocketRuntime')?.configurable, false)
  await globalThis.__globals[Symbol.for('socket.runtime.global.RuntimeReadyPromise')]
  t.pass('the symbol of the registry leads to the promise')
  t.equal((await ipc.request('ping')).data, 'pong')
})

test('socket.ini is the configuration', async (t) => {
  const { config } = application
  t.equal(config.meta_title, 'Tide table')
  t.equal(config.meta_version, '1.0.0')
  t.equal(config.build_name, 'tide-table')
  t.equal(config.window_width, 640)
  t.equal(process.env.TIDE_STATION, 'Husum')
  t.equal(process.env.TIDE_COUNT, '3')
  t.ok(process.env.HOME, 'named in [build] env')
  const { headers } = await fetch('/index.html')
  t.deepEqual([headers.get('x-tide'), headers.get('x-moon')], ['high', 'full'])
  t.equal(location.host, 'org.example.tide')
})

test('modules are one however they are named', async (t) => {
  t.equal((await import('socket:fs/promises')).readFile, (await import('oro:fs/promises')).readFile)
  t.equal((await import('/socket/path.js')).default, path)
  t.equal((await import('/socket/fs/promises.js')).readFile, readFile)
  const { readFile: again } = globalThis.require('socket:fs/promises')
  t.equal(again, readFile)
  t.equal(globalThis.require('/station.js').names, 'tide.csv')
  t.equal(globalThis.require('/station.js').same, true)
  const refused = await import('socket:nowhere').catch((error) => error)
  t.ok(refused instanceof Error, 'what is not there is not found')
  t.throws(() => globalThis.require('socket:nowhere'), /Cannot find module 'socket:nowhere'/)
})

test('default exports are class and namespace at once', (t) => {
  t.equal(Buffer.from('tide').toString('hex'), '74696465')
  t.equal(Buffer.Buffer, globalThis.require('buffer').Buffer)
  t.equal(Buffer.kMaxLength, globalThis.require('buffer').kMaxLength)
  t.ok(Buffer.alloc(1) instanceof Buffer)
  t.equal(new URLAndMore('a', 'https://example.com').href, 'https://example.com/a')
  t.equal(URLAndMore.parse('https://example.com/a').pathname, '/a')
  t.equal(URLAndMore.fileURLToPath('file:///a/b'), '/a/b')
  t.equal(new Enumeration(['low', 'high']).high, 1)
  t.equal(Enumeration.Enumeration.from(['low'])[0], 'low')
  t.equal(typeof Notification, 'function')
  t.equal(typeof Notification.NotificationOptions, 'function')
  t.equal(typeof Notification.showNotification, 'function')
  t.equal(path.DOWNLOADS, DOWNLOADS)
})

test('a worker has them, too', async (t) => {
  const worker = new Worker('/worker.js', { type: 'module' })
  const told = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
  })
  worker.terminate()
  t.deepEqual(told, { name: 'b.txt', hex: '61', told: true })
})
