const fs = require('node:fs')

exports.job = 'files found by patterns'
exports.ways = ['require', 'import']

exports.use = async ({ library: { glob, globSync, globStream, hasMagic }, say, folder }) => {
  for (const file of ['a.js', 'b.ts', 'deep/c.js', 'deep/er/d.js', '.hidden.js', 'node_modules/x.js']) {
    fs.mkdirSync(`${folder}/${file}`.replace(/\/[^/]+$/, ''), { recursive: true })
    fs.writeFileSync(`${folder}/${file}`, '')
  }
  say('glob', (await glob('**/*.js', { cwd: folder, ignore: 'node_modules/**' })).sort())
  say('sync', globSync(['*.{js,ts}', 'deep/*'], { cwd: folder, dot: true }).sort())
  const found = []
  for await (const path of globStream('deep/**', { cwd: folder, mark: true })) found.push(path)
  say('stream', found.sort())
  say('types', (await glob('**', { cwd: folder, withFileTypes: true })).filter((path) => path.isDirectory()).map((path) => path.relativePosix()).sort())
  say('magic', [hasMagic('a*'), hasMagic('a')])
}
