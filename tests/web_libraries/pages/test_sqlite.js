import { test } from 'oro:test'

const FILL = [
  'CREATE TABLE numbers (n INTEGER PRIMARY KEY, text TEXT)',
  "WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 2000) INSERT INTO numbers SELECT n, printf('number %d', n) FROM c",
  'SELECT count(*), sum(n) FROM numbers'
]

/** Run statements in a worker of their own, which then ends. */
function run (vfs, path, statements) {
  const worker = new Worker('/sqlite_worker.js', { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => data.failed ? reject(new Error(data.failed)) : resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage({ vfs, path, statements })
  }).finally(() => worker.terminate())
}

for (const vfs of ['opfs', 'sahpool']) {
  test(`SQLite keeps a database in private files, by its VFS ${vfs}`, async (t) => {
    const path = `/${vfs}.sqlite3`
    const { rows, listed } = await run(vfs, path, FILL)
    t.ok(listed.includes(vfs), listed.join())
    t.deepEqual(rows.at(-1), [[2000, 2001000]])
    const again = await run(vfs, path, ['UPDATE numbers SET n = -n WHERE n > 1990', 'SELECT sum(n) FROM numbers', 'PRAGMA integrity_check'])
    t.deepEqual(again.rows.slice(1), [[[2001000 - 2 * 19955]], [['ok']]])
  })
}
