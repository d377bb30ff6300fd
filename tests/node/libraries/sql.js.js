import fs from 'node:fs'

/** @param {{ library: any, folder: string, root: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: initialize, folder, root, say }) {
  const wasmBinary = fs.readFileSync(`${root}/node_modules/sql.js/dist/sql-wasm.wasm`)
  const SQL = await initialize({ wasmBinary })
  const database = new SQL.Database()
  database.run('create table notes (id integer primary key, text text, data blob); create index by_text on notes (text)')
  const insert = database.prepare('insert into notes (text, data) values (?, ?)')
  for (let number = 0; number < 500; number++) insert.run([`note ${number} é`, new Uint8Array([number & 255, 0, 255])])
  insert.free()
  await fs.promises.writeFile(`${folder}/notes.sqlite`, database.export())
  database.close()
  const again = new SQL.Database(fs.readFileSync(`${folder}/notes.sqlite`))
  say('kept', again.exec("select count(*), max(id), sum(length(data)) from notes where text like 'note 1%'"))
  say('row', again.exec('select * from notes where id = 300')[0].values[0])
  say('header', fs.readFileSync(`${folder}/notes.sqlite`).subarray(0, 15).toString())
  try { again.exec('select nothing from nowhere') } catch (error) { say('wrong', /** @type {Error} */ (error).message) }
  again.close()
}
