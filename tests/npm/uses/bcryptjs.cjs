exports.job = 'passwords hashed and compared'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const bcrypt = library.default ?? library
  const hash = bcrypt.hashSync('password', 4)
  say('hash', [hash.length, hash.slice(0, 7), bcrypt.compareSync('password', hash), bcrypt.compareSync('other', hash), bcrypt.getRounds(hash)])
  say('known', bcrypt.hashSync('ü', '$2b$04$abcdefghijklmnopqrstuu'))
  say('later', await bcrypt.compare('password', await bcrypt.hash('password', 4)))
}
