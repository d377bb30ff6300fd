exports.job = 'an archive packed and extracted as streams'

exports.use = async ({ library, require, say }) => {
  const { pack, extract } = library
  const { text } = require('node:stream/consumers')
  const archive = pack()
  archive.entry({ name: 'a.txt', mtime: new Date(0) }, 'ü'.repeat(1000))
  archive.entry({ name: 'dir', type: 'directory', mtime: new Date(0) })
  archive.finalize()
  const reader = extract()
  archive.pipe(reader)
  for await (const entry of reader) say('entry', [entry.header.name, entry.header.type, entry.header.size, (await text(entry)).length])
}
