import { test } from 'oro:test'
import { request, write } from 'oro:ipc'
import { call, NDArray } from 'oro:data'

const ROUNDS = 7

/** Milliseconds of each kind by turns, the middle one of each. */
async function byTurns (kinds) {
  const found = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, work] of Object.entries(kinds)) {
      const began = performance.now()
      await work()
      if (round) found[name].push(performance.now() - began)
    }
  }
  return Object.fromEntries(Object.entries(found).map(([name, times]) => [name, times.sort((a, b) => a - b)[ROUNDS >> 1]]))
}

test('100 MB of float64', async (t) => {
  const { data } = await call('bench.array')
  const values = new NDArray(data.slice(), [data.length / 100, 100])
  const figures = await byTurns({
    'to the page, bare': async () => new Float64Array((await request('bench.bare')).data),
    'to the page, array': () => call('bench.array'),
    'to the host, bare': () => write('bench.takeBare', {}, values.data),
    'to the host, array': () => call('bench.takeArray', { values }),
    'to the page, a tenth as JSON': () => request('bench.list')
  })
  t.ok(true, `figures ${JSON.stringify(figures)}`)
})
