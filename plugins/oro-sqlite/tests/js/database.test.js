import { request } from 'oro:ipc'
import { backup, constants, DatabaseSync, StatementSync } from 'oro:sqlite'
import { test } from 'oro:test'
import { caught, memory } from './support/memory.js'

test('a database is opened, used and closed', (t) => {
  const database = new DatabaseSync(':memory:', { open: false })
  t.equal(database.isOpen, false)
  t.deepEqual(caught(() => database.exec('SELECT 1')), ['Error', 'ERR_INVALID_STATE', 'database is not open'])
  database.open()
  t.equal(database.isOpen, true)
  t.deepEqual(caught(() => database.open()), ['Error', 'ERR_INVALID_STATE', 'database is already open'])
  t.equal(database.exec('CREATE TABLE t (a)'), undefined)
  t.equal(database.location(), null)
  database.close()
  t.deepEqual(caught(() => database.close()), ['Error', 'ERR_INVALID_STATE', 'database is not open'])
})

test('a transaction is told of', (t) => {
  const database = memory()
  t.equal(database.isTransaction, false)
  database.exec('BEGIN')
  t.equal(database.isTransaction, true)
  database.exec('ROLLBACK')
  t.equal(database.isTransaction, false)
})

test('constraints of foreign keys hold unless told otherwise', (t) => {
  const tables = 'CREATE TABLE a (i INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (i));'
  const error = /** @type {any} */ (caught(() => memory().exec(`${tables} INSERT INTO b VALUES (1)`), true))
  t.deepEqual([error.code, error.message, error.errcode, error.errstr], ['ERR_SQLITE_ERROR', 'FOREIGN KEY constraint failed', 787, 'constraint failed'])
  memory({ enableForeignKeyConstraints: false }).exec(`${tables} INSERT INTO b VALUES (1)`)
})

test('text in double quotes is a name unless told otherwise', (t) => {
  t.equal(caught(() => memory().exec('SELECT "x"'))?.[1], 'ERR_SQLITE_ERROR')
  t.equal(memory({ enableDoubleQuotedStringLiterals: true }).prepare('SELECT "x" AS a').get().a, 'x')
})

test('arguments that make no sense are refused', (t) => {
  const path = 'The "path" argument must be a string, Uint8Array, or URL without null bytes.'
  for (const wrong of [undefined, 5, 'a\0b', {}]) {
    t.deepEqual(caught(() => new DatabaseSync(/** @type {any} */ (wrong))), ['TypeError', 'ERR_INVALID_ARG_TYPE', path])
  }
  t.equal(caught(() => memory(/** @type {any} */ (5)))?.[2], 'The "options" argument must be an object.')
  t.equal(caught(() => memory(/** @type {any} */ ({ readOnly: 1 })))?.[2], 'The "options.readOnly" argument must be a boolean.')
  t.equal(caught(() => memory({ timeout: 1.5 }))?.[2], 'The "options.timeout" argument must be an integer.')
  t.equal(caught(() => memory().exec(/** @type {any} */ (5)))?.[2], 'The "sql" argument must be a string.')
  t.equal(caught(() => memory().prepare(/** @type {any} */ (undefined)))?.[2], 'The "sql" argument must be a string.')
})

test('what is missing is not made for reading', (t) => {
  const error = /** @type {any} */ (caught(() => new DatabaseSync('/nowhere/at/all.db', { readOnly: true }), true))
  t.deepEqual([error.code, error.errcode, error.errstr, error.message], ['ERR_SQLITE_ERROR', 14, 'unable to open database file', 'Database path does not exist'])
})

test('what is not there says so', async (t) => {
  for (const name of /** @type {const} */ (['function', 'aggregate', 'setAuthorizer', 'createTagStore', 'enableLoadExtension', 'loadExtension'])) {
    const database = memory()
    t.equal(caught(() => database[name]())?.[1], 'ERR_NOT_IMPLEMENTED')
  }
  t.equal(caught(() => memory({ allowExtension: true }))?.[1], 'ERR_NOT_IMPLEMENTED')
  t.equal(caught(() => new StatementSync())?.[1], 'ERR_ILLEGAL_CONSTRUCTOR')
  t.equal(await backup(memory(), ':memory:', /** @type {any} */ ({ progress () {} })).catch((/** @type {any} */ error) => error.code), 'ERR_NOT_IMPLEMENTED')
})

test('Node’s name is the same module', async (t) => {
  const name = 'node:sqlite'
  t.equal((await import(name)).DatabaseSync, DatabaseSync)
  t.equal(constants.SQLITE_CHANGESET_ABORT, 2)
})

test('a worker has databases too', async (t) => {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  t.equal(await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
  }), 42)
  worker.terminate()
})

test('a file is written, copied and read', async (t) => {
  const { data: folder } = await request('test.folder')
  const database = new DatabaseSync(`${folder}/a.db`)
  t.equal(database.location(), `${folder}/a.db`)
  database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (5)')
  t.ok(await backup(database, `${folder}/b.db`, { rate: 1 }) >= 2)
  database.close()
  const copy = new DatabaseSync(`${folder}/b.db`, { readOnly: true })
  t.equal(copy.prepare('SELECT a FROM t').get().a, 5)
  t.equal(caught(() => copy.exec('DELETE FROM t'))?.[2], 'attempt to write a readonly database')
  copy.close()
})
