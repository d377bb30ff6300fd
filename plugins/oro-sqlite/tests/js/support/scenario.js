/** What is done with `node:sqlite`, in Node and in a page; `transcript.json` is what Node says of it. */

const TABLE = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c REAL, d BLOB); INSERT INTO t VALUES (1, 'one', 1.5, x'00ff'), (2, 'two', 2, NULL)"

/** @type {[what: string, act: (database: any, sqlite: any) => any][]} */
const acts = [
  ['all', (db) => db.prepare('SELECT * FROM t').all()],
  ['get', (db) => db.prepare('SELECT * FROM t WHERE a = ?').get(2)],
  ['get nothing', (db) => db.prepare('SELECT * FROM t WHERE a = ?').get(9)],
  ['get of what has no columns', (db) => db.prepare("INSERT INTO t (b) VALUES ('x')").get()],
  ['all of what has no columns', (db) => db.prepare("INSERT INTO t (b) VALUES ('x')").all()],
  ['run', (db) => db.prepare('INSERT INTO t (b) VALUES (?), (?)').run('x', 'y')],
  ['run of a query', (db) => db.prepare('SELECT 1').run()],
  ['run with RETURNING', (db) => db.prepare("INSERT INTO t (b) VALUES ('x') RETURNING a").run()],
  ['get with RETURNING', (db) => db.prepare("INSERT INTO t (b) VALUES ('x') RETURNING a").get()],
  ['iterate', (db) => [...db.prepare('SELECT a FROM t').iterate()]],
  ['iterate returns', (db) => { const rows = db.prepare('SELECT a FROM t').iterate(); rows.next(); return [rows.return(), rows.next()] }],
  ['iterate to the end', (db) => { const rows = db.prepare('SELECT a FROM t').iterate(); return [rows.next(), rows.next(), rows.next(), rows.next()] }],
  ['iterate is iterable', (db) => { const rows = db.prepare('SELECT a FROM t').iterate(); return rows[Symbol.iterator]() === rows }],
  ['columns', (db) => db.prepare('SELECT a, b AS x, c + 1, count(*) FROM t').columns()],
  ['iterators have helpers', (db) => db.prepare('SELECT a FROM t').iterate().map((/** @type {any} */ row) => row.a * 2).toArray()],
  ['arrays', (db) => { const s = db.prepare('SELECT a, b FROM t'); s.setReturnArrays(true); return [s.all(), s.get()] }],
  ['numbers are reals', (db) => db.prepare('SELECT typeof(?1), ?1 / 2').get(5)],
  ['bigints are integers', (db) => db.prepare('SELECT typeof(?1), ?1 / 2').get(5n)],
  ['values', (db) => db.prepare('SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e').get(null, 'é', 0.1, new Uint8Array([1, 2]), -0)],
  ['infinities', (db) => db.prepare('SELECT ? AS a, ? AS b, ? AS c').get(Infinity, -Infinity, NaN)],
  ['a large integer', (db) => db.prepare('SELECT 9007199254740993').get()],
  ['a large integer as BigInt', (db) => { const s = db.prepare('SELECT 9007199254740993 AS a, 1 AS b, 1.5 AS c'); s.setReadBigInts(true); return s.get() }],
  ['run as BigInt', (db) => { const s = db.prepare("INSERT INTO t (b) VALUES ('x')"); s.setReadBigInts(true); return s.run() }],
  ['a BigInt too large', (db) => db.prepare('SELECT ?').get(2n ** 63n)],
  ['the largest BigInt', (db) => { const s = db.prepare('SELECT ? AS a'); s.setReadBigInts(true); return s.get(2n ** 63n - 1n) }],
  ...[undefined, true, () => {}, Symbol('x')].map((wrong) => /** @type {[string, any]} */ ([`binds ${String(wrong)}`, (/** @type {any} */ db) => db.prepare('SELECT ?').get(wrong)])),
  ['too many values', (db) => db.prepare('SELECT ?').get(1, 2)],
  ['named values', (db) => db.prepare('SELECT :a, $b, @c').get({ a: 'a', $b: 'b', c: 'c' })],
  ['named and other values', (db) => db.prepare('SELECT :a, ?').get({ a: 'a' }, 'b')],
  ['an unknown name', (db) => db.prepare('SELECT :a').get({ b: 1 })],
  ['an unknown name is allowed', (db) => { const s = db.prepare('SELECT :a'); s.setAllowUnknownNamedParameters(true); return s.get({ b: 1 }) }],
  ['bare names are not allowed', (db) => { const s = db.prepare('SELECT :a'); s.setAllowBareNamedParameters(false); return s.get({ a: 1 }) }],
  ['names in conflict', (db) => db.prepare('SELECT $k, @k').get({ k: 1 })],
  ['numbered parameters', (db) => db.prepare('SELECT ?2, ?1').get('a', 'b')],
  ['what was bound is forgotten', (db) => { const s = db.prepare('SELECT ? AS a'); return [s.get(5n), s.get()] }],
  ['texts', (db) => { const s = db.prepare("SELECT ?, 'x' -- end"); s.get("it's"); return [s.sourceSQL, s.expandedSQL] }],
  ['the first statement alone', (db) => { const s = db.prepare('SELECT 1 AS a; SELECT 2'); return [s.sourceSQL, s.get()] }],
  ['nothing to prepare', (db) => db.prepare('')],
  ['a comment to prepare', (db) => db.prepare('/* nothing */')],
  ['nothing to run', (db) => db.exec('')],
  ['a syntax error', (db) => db.exec('SELEC')],
  ['a missing table', (db) => db.prepare('SELECT * FROM nowhere')],
  ['a constraint', (db) => db.prepare('INSERT INTO t (a) VALUES (?)').run(1n)],
  ['a foreign key', (db) => db.exec('CREATE TABLE u (t REFERENCES t (a)); INSERT INTO u VALUES (99)')],
  ['quotes of the other kind', (db) => db.exec('SELECT "x"')],
  ['a transaction', (db) => { const before = db.isTransaction; db.exec('BEGIN'); return [before, db.isTransaction] }],
  ['locations', (db) => [db.location(), db.isOpen]],
  ['a location of nothing', (db) => db.location('nothing')],
  ['closed twice', (db) => { db.close(); db.close() }],
  ['opened twice', (db) => db.open()],
  ['used when closed', (db) => { db.close(); db.prepare('SELECT 1') }],
  ['a statement of what was closed', (db) => { const s = db.prepare('SELECT 1'); db.close(); s.get() }],
  ['exec of no text', (db) => db.exec(5)],
  ['prepare of no text', (db) => db.prepare()],
  ...['setReadBigInts', 'setReturnArrays', 'setAllowBareNamedParameters', 'setAllowUnknownNamedParameters'].map((name) => /** @type {[string, any]} */ ([`${name} of no boolean`, (/** @type {any} */ db) => db.prepare('SELECT 1')[name]('x')])),
  ['a path that is none', (_, { DatabaseSync }) => new DatabaseSync(5)],
  ['a path with a NUL', (_, { DatabaseSync }) => new DatabaseSync('a\0b')],
  ['options that are none', (_, { DatabaseSync }) => new DatabaseSync(':memory:', 5)],
  ...['open', 'readOnly', 'enableForeignKeyConstraints', 'readBigInts', 'returnArrays', 'timeout'].map((name) => /** @type {[string, any]} */ ([`option ${name} of another type`, (/** @type {any} */ _, /** @type {any} */ { DatabaseSync }) => new DatabaseSync(':memory:', { [name]: 'x' })])),
  ['options of statements', (_, { DatabaseSync }) => new DatabaseSync(':memory:', { readBigInts: true, returnArrays: true }).prepare('SELECT 1').get()],
  ['a statement made by hand', (_, { StatementSync }) => new StatementSync()],
  ['an iterator outrun', (db) => { const s = db.prepare('SELECT a FROM t'); const rows = s.iterate(); rows.next(); s.get(); return rows.next() }],
  ['serialized and back', (db) => {
    const image = db.serialize()
    db.exec('DELETE FROM t')
    const statement = db.prepare('SELECT 1')
    const result = db.deserialize(image)
    let message
    try { statement.get() } catch (/** @type {any} */ error) { message = error.message }
    return [result, image.constructor === Uint8Array, db.prepare('SELECT b FROM t').all(), message]
  }],
  ['deserialized from no database', (db) => { db.deserialize(new Uint8Array([1, 2, 3])); db.prepare('SELECT 1 FROM t') }],
  ...[5, new Uint8Array(0)].map((wrong) => /** @type {[string, any]} */ ([`deserialized from ${wrong}`, (/** @type {any} */ db) => db.deserialize(wrong)])),
  ['deserialized with options that are none', (db) => db.deserialize(db.serialize(), 5)],
  ['deserialized with a name that is none', (db) => db.deserialize(db.serialize(), { dbName: 5 })],
  ['serialized by a name that is none', (db) => db.serialize(5)],
  ['a session made by hand', (_, { Session }) => new Session()],
  ['constants', (_, { constants }) => Object.entries(constants).filter(([name]) => name.startsWith('SQLITE_')).sort()],
  ['duplicate names', (db) => db.prepare('SELECT 1 AS a, 2 AS a').get()],
  ['prototypes', (db) => { const s = db.prepare('SELECT a FROM t'); return [Object.getPrototypeOf(s.get()), Object.getPrototypeOf(s.columns()[0]), Object.getPrototypeOf(s.run()) === Object.prototype] }]
]

/**
 * @param {any} sqlite the module
 * @returns {[what: string, told: any][]} JSON
 */
export function transcript (sqlite) {
  return acts.map(([what, act]) => {
    const database = new sqlite.DatabaseSync(':memory:')
    database.exec(TABLE)
    try {
      return [what, plain(act(database, sqlite))]
    } catch (/** @type {any} */ { name, code, message, errcode, errstr }) {
      return [what, plain({ throws: { name, code, message, errcode, errstr } })]
    } finally {
      if (database.isOpen) database.close()
    }
  })
}

/**
 * @param {any} value
 * @returns {any}
 */
function plain (value) {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return Object.is(value, -0) ? '-0' : String(value)
  if (value === undefined) return 'undefined'
  if (ArrayBuffer.isView(value)) return { bytes: [.../** @type {Uint8Array} */ (value)] }
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
