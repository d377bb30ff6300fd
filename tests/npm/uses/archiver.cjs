const fs = require('node:fs')
const { once } = require('node:events')

exports.job = 'a zip of files, folders and streams'

exports.use = async ({ library, require, say, folder }) => {
  const { ZipArchive } = library
  fs.mkdirSync(`${folder}/in`)
  fs.writeFileSync(`${folder}/in/a.txt`, 'a'.repeat(1000))
  const out = fs.createWriteStream(`${folder}/x.zip`)
  const archive = new ZipArchive({ zlib: { level: 9 } })
  archive.pipe(out)
  archive.append('text', { name: 'b.txt', date: new Date(0) })
  archive.append(Buffer.from([1, 2, 3]), { name: 'deep/c.bin' })
  archive.append(fs.createReadStream(`${folder}/in/a.txt`), { name: 'd.txt' })
  archive.directory(`${folder}/in/`, 'folder')
  const closed = once(out, 'close')
  await archive.finalize()
  await closed
  const zip = await require('jszip').loadAsync(fs.readFileSync(`${folder}/x.zip`))
  say('names', Object.keys(zip.files).sort())
  say('text', [await zip.file('b.txt').async('string'), (await zip.file('folder/a.txt').async('string')).length])
}
