import * as duckdb from '@duckdb/duckdb-wasm'
import { test } from 'oro:test'

const at = (name) => new URL(`/node_modules/@duckdb/duckdb-wasm/dist/${name}`, location.href).href
const BUNDLES = {
  mvp: { mainModule: at('duckdb-mvp.wasm'), mainWorker: at('duckdb-browser-mvp.worker.js') },
  eh: { mainModule: at('duckdb-eh.wasm'), mainWorker: at('duckdb-browser-eh.worker.js') },
  coi: { mainModule: at('duckdb-coi.wasm'), mainWorker: at('duckdb-browser-coi.worker.js'), pthreadWorker: at('duckdb-browser-coi.pthread.worker.js') }
}

/** Run a function with a connection to DuckDB. */
async function connected ({ mainModule, mainWorker, pthreadWorker }, path, use) {
  const worker = new Worker(mainWorker)
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker)
  await database.instantiate(mainModule, pthreadWorker)
  if (path) await database.open({ path, accessMode: duckdb.DuckDBAccessMode.READ_WRITE })
  const connection = await database.connect()
  try {
    return await use(async (sql) => (await connection.query(sql)).toArray().map((row) => Object.values(row.toJSON()).map(String)))
  } finally {
    await connection.close()
    await database.terminate()
  }
}

test('DuckDB takes the build with threads', async (t) => {
  const bundle = await duckdb.selectBundle(BUNDLES)
  t.equal(bundle.mainModule, BUNDLES.coi.mainModule)
  const rows = await connected(bundle, '', async (query) => {
    await query('SET threads = 2')
    await query('CREATE TABLE numbers AS SELECT range AS n FROM range(300000)')
    return query('SELECT count(*), sum(n), max(n) FROM numbers')
  })
  t.deepEqual(rows, [['300000', '44999850000', '299999']])
})

test('DuckDB keeps a database in private files', async (t) => {
  await connected(BUNDLES.eh, 'opfs://kept.db', async (query) => {
    await query('CREATE TABLE towns AS SELECT * FROM (VALUES (1, \'Ulm\'), (2, \'Bonn\')) AS t(id, name)')
    await query('CHECKPOINT')
  })
  const rows = await connected(BUNDLES.eh, 'opfs://kept.db', (query) => query('SELECT name FROM towns ORDER BY id'))
  t.deepEqual(rows, [['Ulm'], ['Bonn']])
})
