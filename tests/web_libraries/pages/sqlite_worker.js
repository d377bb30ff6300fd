/** Runs SQL in a file of the private file system, by a VFS of SQLite's own. */
import sqlite3InitModule from '/node_modules/@sqlite.org/sqlite-wasm/dist/index.mjs'

async function opened (sqlite3, vfs, path) {
  if (vfs !== 'sahpool') return new sqlite3.oo1.DB(`file:${path}?vfs=${vfs}`, 'c')
  const pool = await sqlite3.installOpfsSAHPoolVfs({ name: 'sahpool' })
  return new pool.OpfsSAHPoolDb(path)
}

onmessage = async ({ data: { vfs, path, statements } }) => {
  try {
    const sqlite3 = await sqlite3InitModule()
    const database = await opened(sqlite3, vfs, path)
    const rows = statements.map((sql) => database.exec(sql, { returnValue: 'resultRows' }))
    const version = sqlite3.version.libVersion
    database.close()
    postMessage({ rows, version, listed: sqlite3.capi.sqlite3_js_vfs_list() })
  } catch (error) {
    postMessage({ failed: String(error?.stack ?? error) })
  }
}
