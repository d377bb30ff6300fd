exports.job = 'folders copied, moved, emptied and written as JSON'

exports.use = async ({ library, folder, say }) => {
  await library.outputJson(`${folder}/a/b/c.json`, { x: [1] }, { spaces: 2 })
  await library.copy(`${folder}/a`, `${folder}/copy`)
  await library.move(`${folder}/copy/b/c.json`, `${folder}/moved.json`)
  say('moved', [await library.readJson(`${folder}/moved.json`), library.readdirSync(`${folder}/copy/b`)])
  await library.ensureSymlink(`${folder}/moved.json`, `${folder}/deep/link`)
  say('exists', [await library.pathExists(`${folder}/deep/link`), library.existsSync(`${folder}/none`)])
  await library.emptyDir(`${folder}/a`)
  say('emptied', library.readdirSync(`${folder}/a`))
  say('callback', await new Promise((resolve) => library.readJson(`${folder}/none`, (error) => resolve(error.code))))
  library.removeSync(`${folder}/deep`)
  say('removed', library.readdirSync(folder).sort())
}
