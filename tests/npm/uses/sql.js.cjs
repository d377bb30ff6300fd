exports.job = 'a database in WebAssembly, exported and opened again'

/** Pages say where the program is, as its documentation has it. */
const page = typeof document === 'object' ? { locateFile: (file) => `/node_modules/sql.js/dist/${file}` } : undefined

exports.use = async ({ library, say }) => {
  const SQL = await library(page)
  const db = new SQL.Database()
  db.run('CREATE TABLE t (a INTEGER, b TEXT, c BLOB)')
  db.run('INSERT INTO t VALUES (?, ?, ?), (2, NULL, NULL)', [1, 'ü', new Uint8Array([1, 2])])
  say('rows', db.exec('SELECT a, b, length(c) AS n FROM t ORDER BY a'))
  db.create_function('twice', (n) => n * 2)
  say('function', db.exec('SELECT twice(21)')[0].values)
  const again = new SQL.Database(db.export())
  say('again', again.exec('SELECT count(*) FROM t')[0].values)
  try { again.exec('SELECT nothing') } catch (error) { say('wrong', error.message) }
  db.close()
}
