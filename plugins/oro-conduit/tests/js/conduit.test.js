import conduit, { Conduit, DEFALUT_MAX_RECONNECT_RETRIES, DEFAULT_MAX_RECONNECT_TIMEOUT, pool } from 'oro:conduit'
import { engine } from 'oro:internal/engine'
import { delayBefore, LONGEST_DELAY } from 'oro:conduit/backoff'
import { decodeMessage } from 'oro:conduit/wire/frame-v1'
import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { chance, once, until } from './support.js'

/** A minute: it guards against hanging, and nothing else. */
const PATIENT = { timeout: 60000 }

const args = /** @type {OroArgs} */ (globalThis.__args)
const text = new TextDecoder()

test('the module has the names of the interface', (t) => {
  t.equal(DEFALUT_MAX_RECONNECT_RETRIES, 32)
  t.equal(DEFAULT_MAX_RECONNECT_TIMEOUT, 256)
  t.ok(conduit.Conduit === Conduit)
  const made = new Conduit({ id: 'names' })
  for (const name of ['url', 'socket', 'isActive', 'isConnecting', 'shouldReconnect', 'onopen', 'onmessage', 'onerror', 'onclose', 'onreopen']) t.ok(name in made, name)
  t.ok(made instanceof EventTarget && made.shouldReconnect && made.isConnecting && !made.isActive)
  made.close()
  t.ok(Number(args.conduit.port) > 0 && Conduit.port === args.conduit.port)
})

test('status, diagnostics and waitForActiveState ask the host', async (t) => {
  const status = await Conduit.status()
  t.ok(status.isActive && status.port > 0 && String(status.sharedKey).length >= 8)
  t.equal(Conduit.port, status.port)
  t.deepEqual(await Conduit.waitForActiveState({ maxQueriesForStatus: 1 }), status)
  t.ok('clients' in await Conduit.diagnostics())
})

test('a Conduit connects by itself, with its id in the address', async (t) => {
  const made = new Conduit({ id: 4711n })
  let opened = 0
  made.onopen = () => opened++
  t.ok(await made.connect() === made)
  t.ok(made.isActive && !made.isConnecting && made.socket instanceof WebSocket)
  const url = new URL(made.url)
  t.deepEqual([url.protocol, url.port, url.pathname], ['ws:', String(Conduit.port), `/4711/${args.client.id}`])
  t.ok(String(url.searchParams.get('key')).length >= 8)
  t.ok(await made.connect() === made, 'connecting again changes nothing')
  t.equal(opened, 1)
  t.ok(JSON.stringify(await Conduit.diagnostics()).includes('4711'))
  made.close()
})

test('connect calls back', async (t) => {
  const made = new Conduit({ id: 'back' })
  t.deepEqual(await new Promise((resolve) => made.connect((...given) => resolve(given))), [])
  made.close()
  const [error] = await new Promise((resolve) => { made.connect((...given) => resolve(given)).catch(() => {}) })
  t.equal(error.name, 'AbortError')
})

test('a route answers a message, and receive has one handler', async (t) => {
  const made = await connected('route')
  made.receive(() => t.fail('it was replaced'))
  const message = received(made)
  t.ok(made.send({ route: 'ping', token: 't1' }))
  const { options, payload } = await message
  t.equal(options.token, 't1')
  t.equal(JSON.parse(text.decode(payload)).data, 'pong')
  made.close()
})

test('payloads and values go there and back', async (t) => {
  const random = chance()
  const made = await connected('values')
  await ipc.request('test.receive', { client: 'values' })
  for (const size of [0, 1, 1000, 65535]) {
    const sent = random.bytes(size)
    const message = received(made)
    t.ok(made.send({ tag: size }, sent))
    const { options, payload } = await message
    t.ok(options.echo === size && payload.length === size && payload.every((byte, index) => byte === sent[index]), `${size} bytes, ${random}`)
  }
  const message = received(made)
  await ipc.request('test.message', { client: 'values', text: 'é' })
  const { options, payload } = await message
  t.deepEqual([{ ...options }, text.decode(payload)], [{ text: 'é', number: 7, yes: true }, 'é'])
  t.throws(() => made.send({}, new Uint8Array(65536)), RangeError)
  t.ok(made.isActive, 'what did not fit left it as it was')
  made.close()
})

test('a message arrives as an event too', async (t) => {
  const made = await connected('event')
  const [event, property] = [once(made, 'message'), new Promise((resolve) => { made.onmessage = resolve })]
  made.send({ route: 'ping', token: 'x' })
  t.ok((await event).data instanceof ArrayBuffer && await property === await event)
  t.equal(decodeMessage(new Uint8Array((await event).data)).options.token, 'x')
  made.close()
})

test('internal routes cannot be called by a message', async (t) => {
  const made = await connected('internal')
  const message = received(made)
  made.send({ route: 'internal.conduit.stop', token: 'y' })
  t.equal(JSON.parse(text.decode((await message).payload)).err.type, 'NotFoundError')
  t.ok((await Conduit.status()).isActive)
  made.close()
})

test('a message passes from client to client, and its digest is told', async (t) => {
  const [one, two] = await Promise.all([connected('one'), connected('two')])
  const message = received(two)
  one.send({ to: 'two', tag: 5 }, new Uint8Array([1, 2]))
  t.deepEqual([(await message).options.tag, [...(await message).payload]], [5, [1, 2]])
  const digest = received(one)
  one.send({ digest: true, token: 'd' }, new TextEncoder().encode('abc'))
  t.ok(text.decode((await digest).payload).includes('A9993E364706816ABA3E25717850C26C9CD0D89D'))
  one.close()
  two.close()
})

test('send is false while there is no connection', async (t) => {
  const made = new Conduit({ id: 'early' })
  t.equal(made.send({ a: 1 }), false)
  await made.connect()
  t.equal(made.send({ a: 1 }), true)
  made.close()
  t.equal(made.send({ a: 1 }), false)
})

test('close is for good', async (t) => {
  const made = await connected('closed')
  made.addEventListener('close', () => t.fail('no event after close()'))
  const { socket } = made
  made.close()
  await t.waitFor(() => socket?.readyState === WebSocket.CLOSED, PATIENT)
  t.ok(made.socket === null && !made.isActive && !made.shouldReconnect && !pool.has(made))
  t.equal(await made.reconnect().catch((error) => error.name), 'AbortError')
})

test('one that is closed while it opens is open before it ends, and the host lets go of it', async (t) => {
  for (let number = 0; number < 20; number++) {
    const opening = nextSocket()
    const made = new Conduit({ id: `brief-${number}` })
    const socket = await opening
    t.equal(socket.readyState, WebSocket.CONNECTING)
    made.close()
    t.ok((await once(socket, 'close')).wasClean, 'the host was told, and agreed')
  }
  await until(async () => !(await clients()).some((id) => id.startsWith('brief-')))
})

test('connecting ends when it is closed meanwhile', async (t) => {
  const opening = nextSocket()
  const made = new Conduit({ id: 'given-up' })
  const connecting = made.connect()
  await opening
  made.close()
  t.equal(await connecting.catch((error) => error.name), 'AbortError')
})

test('it reconnects after the server was stopped and started', async (t) => {
  const made = await connected('again')
  const events = /** @type {string[]} */ ([])
  for (const name of ['open', 'error', 'close', 'reopen']) made.addEventListener(name, () => events.push(name))
  const [closed, reopened] = [once(made, 'close'), once(made, 'reopen')]
  await ipc.request('internal.conduit.stop')
  t.ok((await closed) instanceof CloseEvent)
  t.equal(made.send({ a: 1 }), false)
  await ipc.request('internal.conduit.start')
  await reopened
  t.ok(made.isActive)
  t.deepEqual(events.filter((name) => name !== 'error'), ['close', 'open', 'reopen'])
  t.equal((await Conduit.status()).port, Conduit.port)
  const message = received(made)
  made.send({ route: 'ping', token: 'z' })
  t.equal((await message).options.token, 'z')
  made.close()
})

test('a Conduit starts a server that was stopped', async (t) => {
  await ipc.request('internal.conduit.stop')
  t.ok(!(await Conduit.status()).isActive)
  const made = await connected('starts')
  t.ok((await Conduit.status()).isActive)
  made.close()
})

test('one that is not to reconnect does not', async (t) => {
  const [made, other] = [await connected('still'), await connected('not still')]
  made.shouldReconnect = false
  const [closed, reopened] = [once(made, 'close'), once(other, 'reopen')]
  made.socket?.close()
  await closed
  other.socket?.close()
  await reopened
  other.close()
  t.ok(made.socket === null && !made.isConnecting)
  await made.reconnect()
  t.ok(made.isActive, 'unless it is told to')
  made.close()
})

test('reconnecting gives up after as many tries as were asked for', async (t) => {
  const key = await Conduit.getSharedKey()
  const made = new Conduit({ id: 'wrong', sharedKey: 'not the key at all' })
  made.receive(() => {})
  t.equal(await made.reconnect({ retries: 2, timeout: 10 }).catch((error) => error.name), 'NetworkError')
  t.ok(!made.shouldReconnect && !made.isActive)
  made.sharedKey = key
  t.ok((await made.reconnect({ retries: 1 })).isActive, 'with the right key it connects')
  made.close()
})

test('waits grow twofold to 30 seconds, with jitter', (t) => {
  t.deepEqual([0, 1, 2, 6, 7, 31].map((attempt) => delayBefore(attempt, 256, () => 1)), [256, 512, 1024, 16384, LONGEST_DELAY, LONGEST_DELAY])
  t.deepEqual([0, 31].map((attempt) => delayBefore(attempt, 256, () => 0)), [128, 15000])
  t.ok(new Set(Array.from({ length: 9 }, () => delayBefore(3))).size > 1)
})

test('a newer client of the same id takes the place of the older one', async (t) => {
  const older = await connected('same')
  older.shouldReconnect = false
  const closed = once(older, 'close')
  const newer = await connected('same')
  t.equal((await closed).code, 4000)
  t.ok(newer.isActive)
  for (const made of [older, newer]) made.close()
})

test('the shared key can be read and changed', async (t) => {
  const before = await Conduit.getSharedKey()
  t.equal(await Conduit.setSharedKey('another shared key'), 'another shared key')
  t.equal((await Conduit.status()).sharedKey, 'another shared key')
  const made = await connected('key')
  t.ok(made.url.endsWith('?key=another%20shared%20key'))
  made.close()
  t.equal(await Conduit.setSharedKey('short').catch((error) => error.message), 'Invalid shared key length. Must be at least 8 bytes')
  await Conduit.setSharedKey(String(before))
})

test('pausing closes, resuming connects those that want it', async (t) => {
  const [stays, leaves] = await Promise.all([connected('stays'), connected('leaves')])
  leaves.shouldReconnect = false
  const paused = Promise.all([once(globalThis, 'applicationpause'), once(stays, 'close'), once(leaves, 'close')])
  const resumed = Promise.all([once(globalThis, 'applicationresume'), once(stays, 'reopen')])
  await ipc.request('test.pause', { seconds: 0.3 })
  await paused
  t.deepEqual([stays.send({ a: 1 }), leaves.send({ a: 1 }), stays.isActive], [false, false, false])
  await resumed
  t.deepEqual([stays.isActive, leaves.isActive], [true, false])
  for (const made of [stays, leaves]) made.close()
})

test('the pool knows those that live, and keeps those that reconnect', async (t) => {
  const before = pool.size
  const made = await connected('pooled')
  t.ok(pool.has(made) && pool.size === before + 1)
  made.close()
  t.equal(pool.size, before)
})

/**
 * @param {string} id
 * @returns {Promise<Conduit>}
 */
function connected (id) {
  return new Conduit({ id }).connect()
}

/**
 * The next message of a Conduit.
 * @param {Conduit} made
 * @returns {Promise<import('oro:conduit/wire/frame-v1').Message>}
 */
function received (made) {
  return new Promise((resolve, reject) => made.receive((error, message) => message ? resolve(message) : reject(error)))
}

/**
 * The next socket that is made in this page, before it can open.
 * @returns {Promise<WebSocket>}
 */
function nextSocket () {
  const Real = engine.WebSocket
  return new Promise((resolve) => {
    engine.WebSocket = class extends Real {
      /** @param {ConstructorParameters<typeof WebSocket>} given */
      constructor (...given) {
        super(...given)
        engine.WebSocket = Real
        resolve(this)
      }
    }
  })
}

/** @returns {Promise<string[]>} the ids of clients that the host knows */
async function clients () {
  return (await Conduit.diagnostics()).clients.handles.ids
}
