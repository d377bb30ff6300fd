import { test } from 'oro:test'

test('sql.js queries a database in memory and exports it', async (t) => {
  const script = Object.assign(document.createElement('script'), { src: '/node_modules/sql.js/dist/sql-wasm.js' })
  await new Promise((resolve, reject) => {
    Object.assign(script, { onload: resolve, onerror: reject })
    document.head.append(script)
  })
  const SQL = await globalThis.initSqlJs({ locateFile: (name) => `/node_modules/sql.js/dist/${name}` })
  const database = new SQL.Database()
  database.run('CREATE TABLE towns (name TEXT, people INT)')
  database.run('INSERT INTO towns VALUES (?, 3), (?, 4)', ['Ulm', 'Bonn'])
  const [{ columns, values }] = database.exec('SELECT name, people FROM towns ORDER BY people DESC')
  t.deepEqual([columns, values], [['name', 'people'], [['Bonn', 4], ['Ulm', 3]]])
  const copy = new SQL.Database(database.export())
  t.deepEqual(copy.exec('SELECT sum(people) FROM towns')[0].values, [[7]])
})
