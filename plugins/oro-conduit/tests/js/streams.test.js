import { ByteWriter } from 'oro:conduit/wire/bytes'
import { FLAG, FrameReader, KIND, readBlock, writeFrame } from 'oro:conduit/wire/frame-v2'
import { MAX_STREAMS, Streams } from 'oro:conduit/wire/streams'
import { WINDOW } from 'oro:conduit/wire/stream'
import { test } from 'oro:test'

/** A minute: it guards against hanging, and nothing else. */
const PATIENT = { timeout: 60000 }

const HEAD = { status: 200, headers: /** @type {[string, string][]} */ ([['content-type', 'application/json']]) }
const KILO = 1024

/** The other end of a connection, and what its streams were told. */
class Host {
  /** @type {{ kind: number, flags: number, stream: number, headers?: any, body: Uint8Array, message: number }[]} */
  frames = []
  /** @type {number[]} sizes of messages */
  sizes = []
  /** @type {any[]} */
  violations = []
  buffered = 0
  #reader = new FrameReader()
  streams = new Streams({
    send: (bytes) => {
      this.sizes.push(bytes.length)
      this.#reader.push(bytes.slice(), (kind, flags, stream, all, start, end) => {
        const plain = kind !== KIND.OPEN && kind !== KIND.MESSAGE
        const { headers, body } = plain ? { headers: null, body: all.slice(start, end) } : readBlock(kind, all, start, end)
        this.frames.push({ kind, flags, stream, headers, body: body.slice(), message: this.sizes.length })
      })
    },
    buffered: () => this.buffered,
    message: () => {},
    violated: (error) => this.violations.push(error)
  })

  /** @param {string} url @param {Uint8Array<ArrayBuffer> | null} [body] @param {boolean} [duplex] */
  open (url, body = null, duplex = false) {
    const sink = new Heard()
    sink.exchange = this.streams.open(sink, body ? 'POST' : 'GET', url, null, body, duplex)
    return sink
  }

  /** @param {number} kind @param {number} stream @param {any} [headers] @param {Uint8Array} [body] @param {number} [flags] */
  tell (kind, stream, headers = null, body = new Uint8Array(), flags = 0) {
    const writer = new ByteWriter()
    writeFrame(writer, kind, flags, stream, headers, body)
    this.streams.receive(writer.bytes.slice(0, writer.length), true)
  }

  /** @param {number} stream @param {number} count */
  grant (stream, count) {
    this.tell(KIND.CREDIT, stream, null, new Uint8Array(new Uint32Array([count]).buffer).reverse())
  }

  /** Frames that came since this was last called. */
  async taken () {
    await null
    await null
    return this.frames.splice(0)
  }
}

class Heard {
  /** @type {any} */
  exchange = null
  /** @type {any[]} */
  told = []
  /** @param {any} head @param {Uint8Array} body */
  answer (head, body) { this.told.push(['answer', head.status, new TextDecoder().decode(body)]) }
  /** @param {any} head */
  head (head) { this.told.push(['head', head.status, head.type]) }
  /** @param {Uint8Array} bytes */
  data (bytes) { this.told.push(['data', bytes.length]) }
  end () { this.told.push(['end']) }
  /** @param {any} error */
  failed (error) { this.told.push(['failed', error.code]) }
  /** @param {string | null} call */
  lost (call) { this.told.push(['lost', call !== null]) }
}

test('calls of one turn leave in one message, each in one frame', async (t) => {
  const host = new Host()
  for (let index = 0; index < 5; index++) host.open(`ipc://ping/?n=${index}`)
  host.open('ipc://echo/', new TextEncoder().encode('body'))
  const frames = await host.taken()
  t.equal(host.sizes.length, 1)
  t.deepEqual(frames.map(({ stream }) => stream), [1, 3, 5, 7, 9, 11])
  t.ok(frames.every(({ kind, flags }) => kind === KIND.OPEN && flags === FLAG.END))
  t.deepEqual([frames[5].headers.url, frames[5].headers.method, new TextDecoder().decode(frames[5].body)], ['ipc://echo/', 'POST', 'body'])
  t.equal(new Set(frames.map(({ headers }) => headers.call)).size, 6, 'each call has an id of its own')
})

test('an answer comes whole or in pieces', async (t) => {
  const host = new Host()
  const [whole, pieces, broken] = ['a', 'b', 'c'].map((name) => host.open(`ipc://${name}/`))
  host.tell(KIND.ANSWER, 1, HEAD, new TextEncoder().encode('{}'))
  host.tell(KIND.HEAD, 3, HEAD)
  host.tell(KIND.DATA, 3, null, new Uint8Array(10))
  host.tell(KIND.DATA, 3, null, new Uint8Array(5), FLAG.END)
  host.tell(KIND.ERROR, 5, { message: 'gone', type: 'NetworkError', code: 'ERR_GONE' })
  t.deepEqual(whole.told, [['answer', 200, '{}']])
  t.deepEqual(pieces.told, [['head', 200, 'application/json'], ['data', 10], ['data', 5], ['end']])
  t.deepEqual(broken.told, [['failed', 'ERR_GONE']])
  t.equal(host.streams.size, 0)
})

test('a body goes as far as its credit, then as it is granted', async (t) => {
  const host = new Host()
  host.open('ipc://big/', new Uint8Array(WINDOW + 100 * KILO))
  const sent = async () => (await host.taken()).reduce((size, { kind, body }) => size + (kind === KIND.DATA ? body.length : 0), 0)
  t.equal(await sent(), WINDOW)
  host.grant(1, 60 * KILO)
  t.equal(await sent(), 60 * KILO)
  host.grant(1, 60 * KILO)
  const last = await host.taken()
  t.equal(last.reduce((size, { body }) => size + body.length, 0), 40 * KILO)
  t.equal(last.at(-1)?.flags, FLAG.END)
})

test('streams take turns of 16 KiB, and messages are about 128', async (t) => {
  const host = new Host()
  for (let index = 0; index < 4; index++) host.open(`ipc://big${index}/`, new Uint8Array(128 * KILO))
  const data = (await host.taken()).filter(({ kind }) => kind === KIND.DATA)
  t.deepEqual(data.slice(0, 8).map(({ stream }) => stream), [1, 3, 5, 7, 1, 3, 5, 7])
  t.ok(data.slice(0, 16).every(({ body }) => body.length <= 16 * KILO))
  t.ok(host.sizes.every((size) => size <= 145 * KILO), String(host.sizes))
  t.equal(data.reduce((size, { body }) => size + body.length, 0), 512 * KILO)
})

test('a piece of 64 KiB is one frame of one message', async (t) => {
  const host = new Host()
  const { exchange } = host.open('ipc://sink/', null, true)
  await host.taken()
  for (let turn = 1; turn <= 2; turn++) {
    exchange.write(new Uint8Array(64 * KILO))
    t.deepEqual((await host.taken()).map(({ kind, body }) => [kind, body.length]), [[KIND.DATA, 64 * KILO]])
    t.equal(host.sizes.length, 1 + turn)
  }
})

test('a slow socket holds data back, not control frames', async (t) => {
  const host = new Host()
  host.buffered = 4 * KILO * KILO
  host.open('ipc://big/', new Uint8Array(256 * KILO))
  const data = (await host.taken()).filter(({ kind }) => kind === KIND.DATA)
  t.ok(data.length <= 2, `${data.length} frames`)
  host.buffered = 0
  await t.waitFor(() => host.frames.at(-1)?.flags === FLAG.END, PATIENT)
})

test('what was consumed is granted in pieces of 64 KiB, and more than was granted breaks the rules', async (t) => {
  const host = new Host()
  const heard = host.open('ipc://stream/')
  await host.taken()
  host.tell(KIND.HEAD, 1, HEAD)
  for (let index = 0; index < 4; index++) host.tell(KIND.DATA, 1, null, new Uint8Array(64 * KILO))
  t.equal((await host.taken()).length, 0)
  heard.exchange.consumed(40 * KILO)
  heard.exchange.consumed(30 * KILO)
  const [credit] = await host.taken()
  t.deepEqual([credit.kind, new DataView(credit.body.buffer).getUint32(0)], [KIND.CREDIT, 70 * KILO])
  host.tell(KIND.DATA, 1, null, new Uint8Array(70 * KILO))
  t.equal(host.violations.length, 0)
  host.tell(KIND.DATA, 1, null, new Uint8Array(1))
  t.equal(host.violations[0]?.rule, 'over-credit')
})

test('the host may send more at once to who keeps up', async (t) => {
  const host = new Host()
  const heard = host.open('ipc://stream/')
  host.tell(KIND.HEAD, 1, HEAD)
  await host.taken()
  const granted = []
  for (const size of [WINDOW, 256 * KILO, 256 * KILO]) {
    for (let at = 0; at < size; at += 64 * KILO) host.tell(KIND.DATA, 1, null, new Uint8Array(64 * KILO))
    heard.exchange.consumed(size)
    const [credit] = await host.taken()
    granted.push(new DataView(credit.body.buffer).getUint32(0))
  }
  t.deepEqual(granted, [KILO * KILO, 256 * KILO, 256 * KILO], 'the whole of 1 MiB may be on its way, then what was consumed')
  t.equal(host.violations.length, 0)
})

test('a cancelled stream says so and hears nothing more', async (t) => {
  const host = new Host()
  const heard = host.open('ipc://slow/')
  await host.taken()
  heard.exchange.cancel()
  heard.exchange.cancel()
  t.deepEqual((await host.taken()).map(({ kind, stream }) => [kind, stream]), [[KIND.CANCEL, 1]])
  host.tell(KIND.ANSWER, 1, HEAD, new Uint8Array(2))
  t.deepEqual([heard.told.length, host.violations.length], [0, 0])
})

test('both directions of a duplex end by themselves', async (t) => {
  const host = new Host()
  const heard = host.open('ipc://talk/', null, true)
  const written = heard.exchange.write(new Uint8Array([1, 2, 3]))
  const [open, data] = await host.taken()
  t.deepEqual([open.flags, data.body.length], [FLAG.DUPLEX, 3])
  await written
  heard.exchange.finish()
  t.deepEqual((await host.taken()).map(({ kind, flags }) => [kind, flags]), [[KIND.END, FLAG.END]])
  host.tell(KIND.HEAD, 1, HEAD)
  host.tell(KIND.END, 1, null, undefined, FLAG.END)
  t.deepEqual(heard.told.at(-1), ['end'])
  t.equal((await host.taken()).length, 0, 'nothing is left to cancel')
})

test('a host that ends first gets no more', async (t) => {
  const host = new Host()
  const heard = host.open('ipc://talk/', null, true)
  await host.taken()
  const written = heard.exchange.write(new Uint8Array(WINDOW + 1))
  await host.taken()
  host.tell(KIND.HEAD, 1, HEAD, undefined, FLAG.END)
  await written
  t.deepEqual((await host.taken()).map(({ kind }) => kind), [KIND.CANCEL])
  t.equal(heard.exchange.write(new Uint8Array(1)), undefined)
})

test('more streams than may be open wait for their turn', async (t) => {
  const host = new Host()
  const heard = Array.from({ length: MAX_STREAMS + 3 }, (_, index) => host.open(`ipc://n${index}/`))
  t.equal((await host.taken()).length, MAX_STREAMS)
  heard[MAX_STREAMS].exchange.cancel()
  t.equal((await host.taken()).length, 0, 'what waits is cancelled without a word')
  host.tell(KIND.ANSWER, 1, HEAD)
  host.tell(KIND.ANSWER, 3, HEAD)
  const urls = (await host.taken()).map(({ headers }) => headers.url)
  t.deepEqual(urls, [`ipc://n${MAX_STREAMS + 1}/`, `ipc://n${MAX_STREAMS + 2}/`])
})

test('when the connection breaks every exchange hears of it once', async (t) => {
  const host = new Host()
  const heard = Array.from({ length: MAX_STREAMS + 1 }, () => host.open('ipc://wait/'))
  await host.taken()
  host.tell(KIND.ANSWER, 1, HEAD)
  const before = heard.length
  host.streams.lose()
  host.streams.lose()
  t.deepEqual(heard[0].told, [['answer', 200, '']])
  t.deepEqual(heard[1].told, [['lost', true]])
  t.deepEqual(heard.map(({ told }) => told.length), Array(before).fill(1))
  t.equal(host.streams.open(new Heard(), 'GET', 'ipc://x/', null, null), null)
})

test('one that never had its turn is known not to have been heard of', async (t) => {
  const host = new Host()
  for (let index = 0; index < MAX_STREAMS; index++) host.open('ipc://wait/')
  const waiting = host.open('ipc://wait/')
  host.streams.lose()
  t.deepEqual(waiting.told, [['lost', false]])
})

test('a host that breaks the rules is told which', async (t) => {
  /** @type {[string, (host: Host) => void][]} */
  const cases = [
    ['unknown-stream', (host) => host.tell(KIND.DATA, 9, null, new Uint8Array(1))],
    ['unknown-stream', (host) => host.tell(KIND.END, 2)],
    ['unknown-kind', (host) => host.streams.receive(new Uint8Array(10).fill(99))],
    ['partial-frame', (host) => host.streams.receive(new Uint8Array([8, 0, 0]), true)],
    ['bad-head', (host) => host.tell(KIND.ANSWER, 1, { status: 'fine', headers: [] })],
    ['trailing-bytes', (host) => host.tell(KIND.HEAD, 1, HEAD, new Uint8Array(1))],
    ['bad-open', (host) => host.tell(KIND.OPEN, 1, {})]
  ]
  for (const [rule, act] of cases) {
    const host = new Host()
    host.open('ipc://x/')
    act(host)
    t.equal(host.violations[0]?.rule, rule)
  }
})

test('a ping is answered with what it held', async (t) => {
  const host = new Host()
  host.tell(KIND.PING, 0, null, new Uint8Array([1, 2, 3]))
  const [pong] = await host.taken()
  t.deepEqual([pong.kind, [...pong.body]], [KIND.PONG, [1, 2, 3]])
})

test('a URL that is no text is refused and leaves the others alone', async (t) => {
  const host = new Host()
  const [bad, good] = [host.open('ipc://half\ud800/'), host.open('ipc://good/')]
  t.equal(bad.told[0][0], 'failed')
  const frames = await host.taken()
  t.deepEqual(frames.map(({ headers }) => headers.url), ['ipc://good/'])
  t.equal(good.told.length, 0)
})
