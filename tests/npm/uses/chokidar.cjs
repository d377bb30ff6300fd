const fs = require('node:fs')

exports.job = 'files of a folder watched as they come, change and go'
exports.ways = ['import']

exports.use = async ({ library, say, folder }) => {
  const chokidar = library.default ?? library
  fs.writeFileSync(`${folder}/old.txt`, '1')
  const watcher = chokidar.watch(folder, { cwd: folder })
  const next = (wanted) => new Promise((resolve) => watcher.on('all', function seen (event, path) {
    if (event !== wanted) return
    watcher.off('all', seen)
    resolve([event, path])
  }))
  const first = next('add')
  await new Promise((resolve) => watcher.on('ready', resolve))
  say('old', await first)
  const steps = [['add', () => fs.writeFileSync(`${folder}/new.txt`, '1')], ['change', () => fs.writeFileSync(`${folder}/new.txt`, '12345')], ['addDir', () => fs.mkdirSync(`${folder}/deep`)], ['unlink', () => fs.unlinkSync(`${folder}/new.txt`)]]
  for (const [event, act] of steps) {
    const seen = next(event)
    act()
    say('seen', await seen)
  }
  await watcher.close()
}
