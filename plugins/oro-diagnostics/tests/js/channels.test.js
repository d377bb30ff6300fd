import { channel, channels } from 'oro:diagnostics'
import { Channels } from 'oro:diagnostics/channels'
import { test } from 'oro:test'

test('what is published is heard by who subscribed', (t) => {
  /** @type {any[]} */
  const heard = []
  const off = channel('a').subscribe((message, name) => heard.push([name, message]))
  t.equal(channel('a'), channels.channel('a'))
  t.equal(channel('a').publish(1), true)
  t.equal(channel('b').publish(2), false)
  t.equal(off(), true)
  t.equal(off(), false)
  t.equal(channel('a').publish(3), false)
  t.deepEqual(heard, [['a', 1]])
})

test('a group hears every channel in it', (t) => {
  const own = new Channels()
  /** @type {string[]} */
  const heard = []
  const hear = (/** @type {any} */ message, /** @type {string} */ name) => heard.push(`${name} ${message}`)
  own.subscribe('net.*', hear)
  own.subscribe('net.udp', hear)
  own.publish('net.udp', 1)
  own.publish('net.tcp', 2)
  own.publish('network', 3)
  own.channel('net').channel('dns').publish(4)
  t.deepEqual(heard, ['net.udp 1', 'net.udp 1', 'net.tcp 2', 'net.dns 4'])
  heard.length = 0
  own.publish('net.*', 5)
  t.deepEqual(heard, ['net.udp 5', 'net.udp 5', 'net.dns 5'])
  t.ok(own.channel('net.new').hasSubscribers && !own.channel('net').hasSubscribers)
  t.ok(own.unsubscribe('net.udp', hear) && !own.unsubscribe('net.udp', hear) && !own.unsubscribe('nothing', hear))
  t.deepEqual(JSON.parse(JSON.stringify(own.channel('net.*'))), { name: 'net.*', subscribers: 1 })
})

test('what a subscriber throws is reported and keeps nobody from hearing', async (t) => {
  const own = new Channels()
  const reported = new Promise((resolve) => {
    addEventListener('error', (event) => { event.preventDefault(); event.stopImmediatePropagation(); resolve(event.error) }, { once: true, capture: true })
  })
  let heard = 0
  const failure = new Error('on purpose')
  own.subscribe('a', () => { throw failure })
  own.subscribe('a', () => heard++)
  t.equal(own.publish('a', 1), true)
  t.equal(heard, 1)
  t.equal(await reported, failure)
})

test('names and subscribers that make no sense are refused', (t) => {
  for (const wrong of ['', 5, undefined]) t.throws(() => channel(/** @type {any} */ (wrong)), TypeError)
  t.throws(() => channel('a').subscribe(/** @type {any} */ (5)), TypeError)
})
