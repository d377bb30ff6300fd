import { test } from 'oro:test'
import { call, stream, useArrow } from 'oro:data'
import * as arrow from 'apache-arrow'

useArrow(arrow)

for (const library of ['pyarrow', 'polars']) {
  test(`columns of ${library} are read`, async t => {
    const table = await call(/** @type {any} */ ('tables.columns'), { library })
    t.ok(table instanceof arrow.Table)
    const [first, second, third] = table.toArray().map((/** @type {any} */ row) => row.toJSON())
    t.deepEqual([first.number, second.number, third.number], [1.5, null, -2])
    t.deepEqual([first.whole, third.whole], [1n, 2n ** 60n])
    t.deepEqual([first.text, second.text, third.text], ['a', 'ß', null])
    t.deepEqual([first.flag, second.flag, third.flag], [true, false, null])
    t.equal(Number(first.when), Date.UTC(2024, 0, 1, 12))
    t.deepEqual([...first.list].map(Number), [1, 2])
    t.equal(third.list, null)
    t.deepEqual([first.kind, second.kind, third.kind], ['x', 'y', 'x'])
  })
}

test('batches are read as they come', async t => {
  let sum = 0n
  let batches = 0
  for await (const table of stream(/** @type {any} */ ('tables.rows'))) {
    batches++
    for (const n of table.getChild('n').toArray()) sum += n
  }
  t.deepEqual([batches, sum], [10, 499_999_500_000n])
})

test('tables that the page made are taken', async t => {
  const table = arrow.tableFromArrays({ n: new Float64Array([1, 2, 4]), word: ['a', 'b', 'a'] })
  const { types, sum } = await call(/** @type {any} */ ('tables.sum'), { table })
  t.equal(sum, 7)
  t.deepEqual(types, ['double', 'dictionary<values=string, indices=int32, ordered=0>'])
})
