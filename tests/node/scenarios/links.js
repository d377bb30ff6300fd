/** Packages behind links, as pnpm and workspaces lay them out: modules are known by their real paths. */
import { createRequire } from 'node:module'
import { done, record } from './transcript.js'

const require = createRequire(import.meta.url)
const folder = require('./here.cjs')
const shown = (value) => JSON.parse(JSON.stringify(value).replaceAll(folder, ''))

for (const name of ['x', 'x/sub', 'plain', 'plain/lib/other', 'work', './again.cjs', './inner/index.cjs', '#own']) {
  try {
    record(`require ${name}`, shown([require.resolve(name), require(name)]))
  } catch (error) {
    record(`require ${name}`, error.code)
  }
}
for (const name of ['x', 'x/sub', 'plain', 'work', 'y', 'dep']) {
  try {
    record(`import ${name}`, shown((await import(name)).default))
  } catch (error) {
    record(`import ${name}`, 'fails')
  }
}
const x = require('x')
record('one instance', [x.dep === require('y').dep, (await import('x')).default.dep === (await import('y')).default.dep, require('./again.cjs') === require('work')])
record('children', shown(require.cache[require.resolve('x')].children.map((each) => each.filename)))
record('paths', shown(require.cache[require.resolve('x')].paths.slice(0, 4)))
record('both ways', (await import('plain')).default === require('plain'))
done()
