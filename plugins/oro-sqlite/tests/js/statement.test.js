import { test } from 'oro:test'
import { caught, memory } from './support/memory.js'

test('rows come as objects, first, all, or as they are asked for', (t) => {
  const database = memory()
  database.exec("CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two')")
  const statement = database.prepare('SELECT * FROM t ORDER BY a')
  t.deepEqual(statement.all().map((row) => ({ ...row })), [{ a: 1, b: 'one' }, { a: 2, b: 'two' }])
  t.equal(Object.getPrototypeOf(statement.get()), null)
  t.deepEqual({ ...statement.get() }, { a: 1, b: 'one' })
  t.deepEqual([...statement.iterate()].map(({ b }) => b), ['one', 'two'])
  t.equal(database.prepare('SELECT * FROM t WHERE a > ?').get(5), undefined)
  statement.setReturnArrays(true)
  t.deepEqual(statement.all(), [[1, 'one'], [2, 'two']])
})

test('what a statement changes is told', (t) => {
  const database = memory()
  database.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b)')
  const insert = database.prepare('INSERT INTO t (b) VALUES (?)')
  t.deepEqual(insert.run('x'), { changes: 1, lastInsertRowid: 1 })
  insert.setReadBigInts(true)
  const { changes, lastInsertRowid } = insert.run('y')
  t.ok(changes === 1n && lastInsertRowid === 2n)
})

test('values come back as they went, as Node has them', (t) => {
  const database = memory()
  const echo = database.prepare('SELECT ? AS value, typeof(?1) AS type')
  const told = (/** @type {any} */ value) => { const { value: back, type } = echo.get(value); return [back, type] }
  t.deepEqual(told(null), [null, 'null'])
  t.deepEqual(told(5), [5, 'real'])
  t.deepEqual(told(0.1), [0.1, 'real'])
  t.deepEqual(told(5n), [5, 'integer'])
  t.deepEqual(told(Infinity), [Infinity, 'real'])
  t.deepEqual(told(NaN), [null, 'null'])
  t.ok(Object.is(told(-0)[0], -0))
  t.deepEqual(told('é\u{1f600}'), ['é\u{1f600}', 'text'])
  t.deepEqual(told('a\ud800b'), ['a\ufffdb', 'text'])
  t.deepEqual([...told(new Uint8Array([0, 255, 7]))[0]], [0, 255, 7])
  t.deepEqual([...told(new DataView(new Uint8Array([1, 2, 3]).buffer, 1))[0]], [2, 3])
  const large = crypto.getRandomValues(new Uint8Array(60000))
  t.deepEqual(told(large)[0], large)
})

test('an integer too long for a number is refused unless BigInts are read', (t) => {
  const statement = memory().prepare('SELECT 9007199254740993 AS a, 1 AS b, 1.0 AS c')
  t.deepEqual(caught(() => statement.get()), ['RangeError', 'ERR_OUT_OF_RANGE', 'Value is too large to be represented as a JavaScript number: 9007199254740993'])
  statement.setReadBigInts(true)
  const { a, b, c } = statement.get()
  t.ok(a === 9007199254740993n && b === 1n && c === 1)
})

test('values that cannot be bound are refused', (t) => {
  const statement = memory().prepare('SELECT ?, ?')
  for (const wrong of [undefined, Symbol('x'), new ArrayBuffer(2), {}]) {
    t.deepEqual(caught(() => statement.get(1, wrong)), ['TypeError', 'ERR_INVALID_ARG_TYPE', 'Provided value cannot be bound to SQLite parameter 2.'])
  }
  t.deepEqual(caught(() => statement.get(2n ** 63n)), ['TypeError', 'ERR_INVALID_ARG_VALUE', 'BigInt value is too large to bind.'])
  const error = /** @type {any} */ (caught(() => statement.get(1, 2, 3), true))
  t.deepEqual([error.code, error.errcode, error.message], ['ERR_SQLITE_ERROR', 25, 'column index out of range'])
})

test('names go with their prefix or without', (t) => {
  const statement = memory().prepare('SELECT :a, $b, @c, ?')
  statement.setReturnArrays(true)
  t.deepEqual(statement.get({ a: 'a', $b: 'b', c: 'c' }, 'd'), ['a', 'b', 'c', 'd'])
  t.deepEqual(statement.get('d'), [null, null, null, 'd'])
  t.deepEqual(caught(() => statement.get({ x: 1 })), ['Error', 'ERR_INVALID_STATE', "Unknown named parameter 'x'"])
  statement.setAllowUnknownNamedParameters(true)
  t.deepEqual(statement.get({ x: 1, a: 2 }), [2, null, null, null])
  statement.setAllowUnknownNamedParameters(false)
  statement.setAllowBareNamedParameters(false)
  t.equal(caught(() => statement.get({ a: 1 }))?.[2], "Unknown named parameter 'a'")
  const twice = memory().prepare('SELECT $k, @k')
  t.equal(caught(() => twice.get({ k: 1 }))?.[2], "Cannot create bare named parameter 'k' because of conflicting names '$k' and '@k'.")
})

test('a statement tells its text and its columns', (t) => {
  const database = memory()
  database.exec('CREATE TABLE t (a INTEGER, b BLOB)')
  const statement = database.prepare('SELECT a AS x, b, 1 + ? FROM t')
  t.equal(statement.sourceSQL, 'SELECT a AS x, b, 1 + ? FROM t')
  t.equal(statement.expandedSQL, 'SELECT a AS x, b, 1 + NULL FROM t')
  statement.all("it's")
  t.equal(statement.expandedSQL, "SELECT a AS x, b, 1 + 'it''s' FROM t")
  t.deepEqual(statement.columns().map((column) => ({ ...column })), [
    { column: 'a', database: 'main', name: 'x', table: 't', type: 'INTEGER' },
    { column: 'b', database: 'main', name: 'b', table: 't', type: 'BLOB' },
    { column: null, database: null, name: '1 + ?', table: null, type: null }
  ])
})

test('rows are fetched while they are asked for, and no further', (t) => {
  const database = memory()
  database.exec('CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) INSERT INTO t SELECT i FROM n')
  const statement = database.prepare('SELECT a FROM t')
  let sum = 0
  for (const { a } of statement.iterate()) sum += a
  t.equal(sum, 500500)
  for (const { a } of statement.iterate()) if (a === 300) break
  database.exec('DROP TABLE t')
  t.pass('nothing is locked after the break')
})

test('an iterator ends when its statement runs anew', (t) => {
  const database = memory()
  const statement = database.prepare('WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT i FROM n')
  const rows = statement.iterate()
  t.equal(rows.next().value.i, 1)
  statement.get()
  t.deepEqual(caught(() => [...rows]), ['Error', 'ERR_INVALID_STATE', 'iterator was invalidated'])
})

test('a statement ends with its database', (t) => {
  const database = memory()
  const statement = database.prepare('SELECT 1')
  database.close()
  database.open()
  t.deepEqual(caught(() => statement.get()), ['Error', 'ERR_INVALID_STATE', 'statement has been finalized'])
})

test('much SQL and many rows pass', (t) => {
  const database = memory()
  database.exec('CREATE TABLE t (a TEXT)')
  const text = 'é'.repeat(200000)
  database.prepare('INSERT INTO t VALUES (?)').run(text)
  t.ok(database.prepare('SELECT a FROM t').get().a === text)
  t.ok(database.prepare(`SELECT '${text}' AS a`).get().a === text)
})
