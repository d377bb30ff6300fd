exports.job = 'kinds of files by their extension'

exports.use = async ({ library, say }) => {
  say('lookup', ['a.json', '.md', 'png', 'x.nothing'].map((name) => library.lookup(name)))
  say('others', [library.contentType('html'), library.extension('image/jpeg'), library.charset('text/plain')])
}
