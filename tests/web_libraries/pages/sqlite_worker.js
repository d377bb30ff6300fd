/** Runs SQL in a file of the private file system, by a VFS of SQLite's own. */
import sqlite3InitModule from '/node_modules/@sqlite.org/sqlite-wasm/dist/index.mjs'

/** Open a database; return it, and what closes the files that its VFS keeps open beside it. */
async function opened (sqlite3, vfs, path) {
  if (vfs !== 'sahpool') return { database: new sqlite3.oo1.DB(`file:${path}?vfs=${vfs}`, 'c'), release: () => {} }
  const pool = await sqlite3.installOpfsSAHPoolVfs({ name: 'sahpool' })
  return { database: new pool.OpfsSAHPoolDb(path), release: () => pool.pauseVfs() }
}

onmessage = async ({ data: { vfs, path, statements } }) => {
  try {
    const sqlite3 = await sqlite3InitModule()
    const { database, release } = await opened(sqlite3, vfs, path)
    const rows = statements.map((sql) => database.exec(sql, { returnValue: 'resultRows' }))
    const version = sqlite3.version.libVersion
    const listed = sqlite3.capi.sqlite3_js_vfs_list()
    database.close()
    release()
    postMessage({ rows, version, listed })
  } catch (error) {
    postMessage({ failed: String(error?.stack ?? error) })
  }
}
