import fs from 'node:fs'
import { JSONFile, JSONFilePreset, JSONFileSyncPreset, TextFileSync } from 'lowdb/node'

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: { Low }, folder, say }) {
  const database = await JSONFilePreset(`${folder}/db.json`, { posts: /** @type {any[]} */ ([]) })
  await Promise.all(Array.from({ length: 20 }, (_, id) => database.update(({ posts }) => posts.push({ id, title: `post ${id} ü` }))))
  say('kept', JSON.parse(fs.readFileSync(`${folder}/db.json`, 'utf8')).posts.length)
  say('left', fs.readdirSync(folder))
  const again = new Low(new JSONFile(`${folder}/db.json`), { posts: [] })
  await again.read()
  say('read', again.data.posts.find((/** @type {any} */ { id }) => id === 7))
  const atOnce = JSONFileSyncPreset(`${folder}/sync.json`, { a: 1 })
  atOnce.update((data) => { data.a++ })
  say('at once', fs.readFileSync(`${folder}/sync.json`, 'utf8'))
  say('none', new TextFileSync(`${folder}/none`).read())
  fs.writeFileSync(`${folder}/db.json`, '{')
  say('broken', await again.read().catch((/** @type {Error} */ error) => error.name))
}
