import { createRequire } from 'node:module'
import { done, record } from './transcript.js'

const require = createRequire(import.meta.url)
const NAMES = ['common', 'common/deep/part.js', 'common/deep/other', 'dual', 'dual/sub/one', 'dual/hidden', 'passing', 'star', 'babel', 'inner', 'empty', 'typed', 'nothing', '#own', '#outside', 'scenarios', 'scenarios/part', 'util', 'fs/promises']

for (const name of NAMES) {
  try {
    const module = await import(name)
    const names = Object.keys(module).filter((each) => each !== 'module.exports').sort()
    const ofNode = ['util', 'fs/promises'].includes(name)
    record(`import ${name}`, ofNode ? names.includes('default') : names)
    if (!ofNode) record(`default of ${name}`, module.default)
  } catch (error) {
    record(`import ${name}`, 'fails')
  }
}
record('one instance', [(await import('common')).default === require('common'), (await import('common/deep/part.js')).default === require('common').part])
record('live', [(await import('dual')).count(), require('dual').count(), (await import('dual')).count()])
const { default: data } = await import('common/data.json', { with: { type: 'json' } })
record('json', data)
record('module-sync', [require('sync').way, (await import('sync')).way])
record('builtin', (await import('inner')).readable)
done()
