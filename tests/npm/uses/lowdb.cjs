exports.job = 'a small database in a file of JSON'
exports.ways = ['import']

exports.use = async ({ library: { Low }, require, load, folder, say }) => {
  const { JSONFilePreset, JSONFileSyncPreset } = await load('lowdb/node')
  const db = await JSONFilePreset(`${folder}/db.json`, { posts: [] })
  await db.update(({ posts }) => posts.push({ id: 1, title: 'ü' }))
  await db.write()
  say('written', require('node:fs').readFileSync(`${folder}/db.json`, 'utf8'))
  say('read', JSONFileSyncPreset(`${folder}/db.json`, {}).data)
  say('class', typeof Low)
}
