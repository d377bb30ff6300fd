import { constants, DatabaseSync, Session } from 'oro:sqlite'
import { test } from 'oro:test'
import { caught, memory } from './support/memory.js'

const { SQLITE_CHANGESET_ABORT: ABORT, SQLITE_CHANGESET_DATA: DATA, SQLITE_CHANGESET_CONFLICT: CONFLICT, SQLITE_CHANGESET_NOTFOUND: NOTFOUND } = constants
const { SQLITE_CHANGESET_OMIT: OMIT, SQLITE_CHANGESET_REPLACE: REPLACE } = constants
const TABLES = 'CREATE TABLE a (i INTEGER PRIMARY KEY, v); CREATE TABLE b (i INTEGER PRIMARY KEY, v)'

/** @param {string} rows of `a` */
function filled (rows) {
  const database = memory()
  database.exec(TABLES)
  if (rows) database.exec(`INSERT INTO a VALUES ${rows}`)
  return database
}

/** @param {DatabaseSync} database @param {string} [table] */
const rows = (database, table = 'a') => database.prepare(`SELECT i, v FROM ${table} ORDER BY i`).all().map(({ i, v }) => [i, v])

/** @param {string} sql @param {string} [before] */
function changes (sql, before = '') {
  const database = filled(before)
  const session = database.createSession()
  database.exec(sql)
  return session.changeset()
}

test('changes that were recorded are made elsewhere', (t) => {
  const [one, other] = [filled("(1, 'x'), (2, 'y')"), filled("(1, 'x'), (2, 'y')")]
  const session = one.createSession()
  t.ok(session instanceof Session)
  t.equal(session.changeset().length, 0, 'nothing was changed')
  one.exec("INSERT INTO a VALUES (3, 'z'); UPDATE a SET v = 'X' WHERE i = 1; DELETE FROM a WHERE i = 2; INSERT INTO b VALUES (1, 1)")
  const changeset = session.changeset()
  t.ok(session.patchset().length < changeset.length)
  t.equal(other.applyChangeset(changeset), true)
  t.deepEqual(rows(other), [[1, 'X'], [3, 'z']])
  t.deepEqual(rows(other, 'b'), [[1, 1]])
  t.equal(other.applyChangeset(new Uint8Array()), true)
})

test('one table alone is recorded, or changed', (t) => {
  const database = filled('')
  const session = database.createSession({ table: 'b' })
  database.exec('INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (2, 2)')
  const only = filled('')
  t.ok(only.applyChangeset(session.changeset()))
  t.deepEqual([rows(only), rows(only, 'b')], [[], [[2, 2]]])
  const asked = /** @type {string[]} */ ([])
  const filtered = filled('')
  const both = changes('INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (2, 2)')
  t.ok(filtered.applyChangeset(both, { filter: (name) => { asked.push(name); return name === 'a' } }))
  t.deepEqual([rows(filtered), rows(filtered, 'b'), asked.sort()], [[[1, 1]], [], ['a', 'b']])
})

test('conflicts are asked about once each, in their order', (t) => {
  const changeset = changes("UPDATE a SET v = 'n' WHERE i = 1; DELETE FROM a WHERE i = 2; INSERT INTO a VALUES (3, 'n')", "(1, 'o'), (2, 'o')")
  const other = filled("(1, 'other'), (3, 'there')")
  t.equal(other.applyChangeset(changeset), false, 'nobody decides')
  t.deepEqual(rows(other), [[1, 'other'], [3, 'there']])
  const seen = /** @type {number[]} */ ([])
  const onConflict = (/** @type {number} */ kind) => { seen.push(kind); return kind === NOTFOUND ? OMIT : REPLACE }
  t.equal(other.applyChangeset(changeset, { onConflict }), true)
  t.deepEqual(seen.sort(), [DATA, NOTFOUND, CONFLICT])
  t.deepEqual(rows(other), [[1, 'n'], [3, 'n']])
  const stopped = filled("(1, 'other'), (3, 'there')")
  t.equal(stopped.applyChangeset(changeset, { onConflict: () => ABORT }), false)
  t.deepEqual(rows(stopped), [[1, 'other'], [3, 'there']])
  const error = caught(() => stopped.applyChangeset(changeset, { onConflict: () => 99 }), true)
  t.equal(/** @type {any} */ (error).code, 'ERR_SQLITE_ERROR', 'no answer of SQLite\'s')
  t.equal(caught(() => stopped.applyChangeset(changeset, { onConflict: () => { throw new RangeError('mine') } }))?.[2], 'mine')
  t.deepEqual(rows(stopped), [[1, 'other'], [3, 'there']])
})

test('sessions are closed once, and misuse is told', (t) => {
  const database = filled('')
  const session = database.createSession()
  t.equal(session.close(), undefined)
  for (const act of [() => session.close(), () => session.changeset(), () => session.patchset()]) {
    t.deepEqual(caught(act), ['Error', 'ERR_INVALID_STATE', 'session is not open'])
  }
  const open = database.createSession({ db: 'main' })
  database.close()
  t.deepEqual(caught(() => open.changeset()), ['Error', 'ERR_INVALID_STATE', 'database is not open'])
  t.deepEqual(caught(() => database.createSession()), ['Error', 'ERR_INVALID_STATE', 'database is not open'])
  const any = /** @type {any} */ (filled(''))
  t.equal(caught(() => any.createSession({ table: 1 }))?.[1], 'ERR_INVALID_ARG_TYPE')
  t.equal(caught(() => any.applyChangeset('x'))?.[1], 'ERR_INVALID_ARG_TYPE')
  t.equal(caught(() => any.applyChangeset(new Uint8Array(1), { onConflict: 1 }))?.[1], 'ERR_INVALID_ARG_TYPE')
  t.equal(caught(() => any.applyChangeset(new Uint8Array([1, 2, 3])))?.[1], 'ERR_SQLITE_ERROR', 'no changeset')
  t.equal(caught(() => new Session(/** @type {any} */ (1), /** @type {any} */ ({}), () => true))?.[1], 'ERR_ILLEGAL_CONSTRUCTOR')
})
