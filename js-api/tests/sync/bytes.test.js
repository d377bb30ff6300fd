import { request, sendSync } from 'oro:ipc'
import { test } from 'oro:test'

const ALL = Array.from({ length: 256 }, (_, value) => value)
const MARKS = {
  'UTF-8': [0xef, 0xbb, 0xbf],
  'UTF-16, the lower byte first': [0xff, 0xfe],
  'UTF-16, the higher byte first': [0xfe, 0xff],
  'UTF-32, the lower byte first': [0xff, 0xfe, 0, 0],
  'UTF-32, the higher byte first': [0, 0, 0xfe, 0xff]
}

/**
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {number[] | Uint8Array<ArrayBuffer>} bytes
 */
function back (route, params, bytes) {
  const { err, data } = sendSync(/** @type {any} */ (route), params, { responseType: 'arraybuffer' }, new Uint8Array(bytes))
  if (err) throw err
  return new Uint8Array(data)
}

/**
 * @param {import('oro:test').Test} t
 * @param {string} way
 */
function check (t, way) {
  for (const [name, mark] of Object.entries(MARKS)) {
    t.deepEqual([...back('test.echo', { way }, mark)], mark, `${name}, alone`)
    t.deepEqual([...back('test.echo', { way }, [...mark, ...ALL])], [...mark, ...ALL], name)
  }
  for (const bytes of [ALL, [0], [0, 0], [13, 10], [255], []]) t.deepEqual([...back('test.echo', { way }, bytes)], bytes)
}

test('every byte comes back from bytes', (t) => check(t, 'bytes'))
test('every byte comes back from a response', (t) => check(t, 'response'))
test('every byte comes back from a stream', (t) => check(t, 'stream'))
test('every byte comes back from a file', (t) => check(t, 'file'))
test('every byte comes back from a part of a file', (t) => check(t, 'part'))

test('every byte comes back from a plain function', (t) => {
  for (const mark of Object.values(MARKS)) t.deepEqual([...back('test.plain', {}, [...mark, ...ALL])], [...mark, ...ALL])
})

test('megabytes come back whole', (t) => {
  const sent = Uint8Array.from({ length: 3_000_001 }, (_, index) => index * 31 >> 3)
  for (const way of ['bytes', 'file']) {
    const found = back('test.echo', { way }, sent)
    t.equal(found.length, sent.length, way)
    t.ok(found.every((value, index) => value === sent[index]), `${way}: each the same`)
  }
})

test('an object and an error are told as they are, even when bytes are asked for', (t) => {
  const bytes = /** @type {const} */ ({ responseType: 'arraybuffer' })
  const given = sendSync(/** @type {any} */ ('test.echo'), { way: 'json' }, bytes, '{"data": {"é": 1}}')
  t.deepEqual(given.data, { data: { é: 1 } })
  t.equal(sendSync('ping', {}, bytes).data, 'pong')
  t.equal(/** @type {any} */ (sendSync(/** @type {any} */ ('no.such.route'), {}, bytes).err).missing, 'route')
})

test('a page that goes on meanwhile gets no byte more', async (t) => {
  for (const way of ['bytes', 'file']) {
    const { data } = await request(/** @type {any} */ ('test.echo'), { way }, { responseType: 'arraybuffer' })
    t.equal(data.byteLength, 0, way)
  }
})
