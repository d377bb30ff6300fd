import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { call, NDArray, register, stream, Table, useArrow } from 'oro:data'

/** @type {(route: string, params?: Record<string, any>) => Promise<any>} */
const lab = (route, params) => call(/** @type {any} */ (`lab.${route}`), params)
const CLASSES = {
  bool: 'Uint8Array',
  int8: 'Int8Array',
  uint8: 'Uint8Array',
  int16: 'Int16Array',
  uint16: 'Uint16Array',
  int32: 'Int32Array',
  uint32: 'Uint32Array',
  int64: 'BigInt64Array',
  uint64: 'BigUint64Array',
  float32: 'Float32Array',
  float64: 'Float64Array',
  '>f8': 'Float64Array',
  'datetime64[ms]': 'BigInt64Array'
}

test('an array comes as a typed array with its shape', async t => {
  for (const [dtype, name] of Object.entries(CLASSES)) {
    const grid = await lab('grid', { dtype })
    t.deepEqual([grid.data.constructor.name, grid.shape, grid.dtype], [name, [2, 3], dtype === '>f8' ? 'float64' : dtype])
    if (dtype !== 'bool') t.deepEqual([...grid.data].map(Number), [0, 1, 2, 3, 4, 5])
    t.equal(Number(grid.at(1, 0)), dtype === 'bool' ? 1 : 3)
  }
  const complex = await lab('grid', { dtype: 'complex128' })
  t.deepEqual([complex.shape, complex.data.length, complex.data[2]], [[2, 3], 12, 1])
})

test('an array goes to the host and back', async t => {
  const turned = await lab('turned', { values: new NDArray(new Float64Array([1, 2, 3, 4, 5, 6]), [2, 3]) })
  t.deepEqual([turned.shape, [...turned.data]], [[3, 2], [1, 4, 2, 5, 3, 6]])
  const kept = await lab('kept', { values: new Int16Array([1, 2, 6]), note: 'of it', factor: 2 })
  t.deepEqual([kept.note, kept.dtype, kept.shape, kept.mean], ['of it', 'int16', [3], 3])
  t.deepEqual([...kept.inner[0].data], [2, 4, 12])
  const large = new Float64Array(1_000_000).map((_, index) => index)
  const again = await lab('turned', { values: new NDArray(large, [1000, 1000]) })
  t.equal(again.at(3, 5), 5003)
  const none = await lab('turned', { values: new NDArray(new Float64Array(), [0, 4]) })
  t.deepEqual(none.shape, [4, 0])
})

test('errors name dtype, shape and limit', async t => {
  const said = async (/** @type {string} */ route, /** @type {any} */ params = {}) => {
    const error = await lab(route, params).catch(error => error)
    return `${error.code} ${error.message}`
  }
  t.ok(/^ERR_UNSERIALISABLE .*dtype object and shape \(3,\)/.test(await said('objects')), await said('objects'))
  t.ok(/^ERR_TOO_LARGE .*dtype float64.*1000, 2000.*16000000 bytes, the limit is 10000000/.test(await said('huge')), await said('huge'))
  const frame = await said('pandas', { table: new Int8Array(2) })
  t.ok(/^ERR_INVALID_ARG .*"table".*expected pandas.DataFrame, got a part of kind "array"/.test(frame), frame)
  t.ok(/no Arrow IPC stream/.test(await said('arrow', { table: new Table(new Uint8Array(9)) })), 'tables are checked')
  const { err } = await request(/** @type {any} */ ('lab.objects'))
  t.equal(err.code, 'ERR_UNSERIALISABLE')
})

test('tables go both ways', async t => {
  for (const library of ['pyarrow', 'pandas', 'polars']) {
    const table = await lab('table', { library })
    t.deepEqual([table.constructor, table.shape], [Table, [3, 2]])
    for (const other of ['arrow', 'pandas', 'polars']) {
      t.deepEqual(await lab(other, { table }), [[1, 'a'], [2, 'b'], [3, 'c']])
    }
  }
})

test('images and figures are blobs', async t => {
  const image = await lab('image')
  const bitmap = await createImageBitmap(image)
  t.deepEqual([image.type, bitmap.width, bitmap.height], ['image/png', 3, 2])
  t.deepEqual(await lab('colour', { image }), [3, 2, 255, 0, 0])
  const figure = await lab('figure')
  t.equal(figure.type, 'image/svg+xml')
  t.ok((await figure.text()).includes('<svg'))
})

test('further codecs', async t => {
  class Point {
    /** @param {number} x @param {number} y */
    constructor (x, y) {
      this.x = x
      this.y = y
    }
  }
  const missing = await lab('point').catch(error => error)
  t.ok(/kind "point": register/.test(missing.message), missing.message)
  register('point', {
    takes: value => value instanceof Point,
    encode: ({ x, y }) => ({ bytes: new Uint8Array(new Int32Array([x, y]).buffer) }),
    decode: bytes => new Point(...new Int32Array(bytes.buffer, bytes.byteOffset, 2))
  })
  t.deepEqual(await lab('point', { point: await lab('point') }), new Point(2, 3))
})

/** @type {(route: string, params?: Record<string, any>, options?: any) => AsyncGenerator<any>} */
const values = (route, params, options) => stream(/** @type {any} */ (`lab.${route}`), params, options)

test('a reader of batches comes as tables', async t => {
  const rows = []
  let tables = 0
  for await (const table of values('reader', { rows: 250_000, batch: 100_000 })) {
    tables++
    t.equal(table.constructor, Table)
    rows.push(table.shape[0])
    if (tables === 2) t.deepEqual((await lab('arrow', { table })).slice(0, 1), [[100_000, 'word 100000']])
  }
  t.deepEqual(rows, [100_000, 100_000, 50_000])
  for await (const _ of values('reader', { rows: 0, batch: 1 })) t.ok(false, 'no batch is there')
})

test('leaving a stream ends its iterator', async t => {
  for await (const { data } of values('counted', { values: new Float64Array([0.5]) })) {
    if (data[0] === 2.5) break
  }
  t.ok(await lab('left') < 10_000, 'it ended')
  const controller = new AbortController()
  const error = await (async () => {
    for await (const _ of values('counted', { values: new Float64Array(1) }, { signal: controller.signal })) controller.abort()
  })().catch(error => error)
  t.equal(error.name, 'AbortError')
})

test('iterators of asyncio are read', async t => {
  const found = []
  for await (const { turn, values: { data } } of values('asyncio')) found.push([turn, Number(data[1])])
  t.deepEqual(found, [[0, 0], [1, 1], [2, 2]])
})

test('errors of streams arrive', async t => {
  const found = async (/** @type {AsyncGenerator<any>} */ all) => {
    const seen = []
    try {
      for await (const value of all) seen.push(value)
    } catch (/** @type {any} */ error) {
      seen.push(error.code, error.message)
    }
    return seen
  }
  t.deepEqual(await found(values('breaking', { how: 'ours' })), [1, 'NOT_FOUND_ERR', 'Cannot find the second value'])
  const [, code, message] = await found(values('breaking', { how: 'theirs' }))
  t.ok(/iterator raised KeyError: 'second'/.test(message), `${code} ${message}`)
  t.ok(/parameter "rows"/.test((await found(values('reader', { rows: 'many', batch: 1 })))[1]), 'parameters are checked')
  t.ok(/answers at once; call\(\) it/.test((await found(values('image')))[1]), 'whole answers are refused')
  t.ok(/piece by piece; stream\(\) it/.test(await lab('asyncio').catch(({ message }) => message)), 'streams are refused')
})

test('an Arrow library of the page takes the tables', async t => {
  class Arrow {
    /** @param {Uint8Array} bytes */
    constructor (bytes) {
      this.bytes = bytes
      this.numRows = 3
      this.numCols = 2
    }
  }
  useArrow({ Table: Arrow, tableFromIPC: bytes => new Arrow(bytes), tableToIPC: ({ bytes }) => bytes })
  const table = await lab('table', { library: 'pyarrow' })
  t.equal(table.constructor, Arrow)
  t.deepEqual(await lab('polars', { table }), [[1, 'a'], [2, 'b'], [3, 'c']])
})
