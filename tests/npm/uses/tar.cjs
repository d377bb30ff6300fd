const fs = require('node:fs')
const path = require('node:path')

exports.job = 'an archive of a folder made, listed and extracted'
exports.ways = ['require', 'import']

exports.use = async ({ library: tar, say, folder }) => {
  fs.mkdirSync(`${folder}/in/deep`, { recursive: true })
  fs.mkdirSync(`${folder}/out`)
  fs.writeFileSync(`${folder}/in/a.txt`, 'a'.repeat(50000))
  fs.writeFileSync(`${folder}/in/deep/b.txt`, 'b')
  fs.symlinkSync('a.txt', `${folder}/in/link`)
  await tar.create({ gzip: true, file: `${folder}/x.tgz`, cwd: folder, portable: true }, ['in'])
  const names = []
  await tar.list({ file: `${folder}/x.tgz`, onReadEntry: (entry) => names.push([entry.path, entry.type, entry.size]) })
  say('listed', names.sort())
  await tar.extract({ file: `${folder}/x.tgz`, cwd: `${folder}/out`, strip: 1 })
  say('extracted', fs.readdirSync(`${folder}/out`, { recursive: true }).sort())
  say('content', [fs.readFileSync(`${folder}/out/a.txt`, 'utf8').length, fs.readlinkSync(`${folder}/out/link`)])
  fs.writeFileSync(`${folder}/bad.tgz`, 'nothing of the kind')
  say('bad', await tar.extract({ file: path.join(folder, 'bad.tgz'), cwd: `${folder}/out`, strict: true }).catch((error) => error.code ?? error.message))
}
