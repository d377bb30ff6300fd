import { test } from 'oro:test'
import { within } from './support/containers.js'

const json = (/** @type {any} */ value) => ({ file: { contents: JSON.stringify(value) } })

test('archives and folders of the project are installed', async (t) => {
  await within(async (container) => {
    await container.mount({
      'package.json': json({ name: 'project', version: '1.0.0' }),
      lib: { directory: { 'package.json': json({ name: 'lib', version: '2.0.0' }), 'index.js': { file: { contents: 'exports.v = 2' } } } },
      packed: { directory: { 'package.json': json({ name: 'packed', version: '3.0.0' }), 'index.js': { file: { contents: 'exports.v = 3' } } } }
    })
    t.equal((await container.exec('npm', ['pack', '--silent', './packed'])).exit, 0)
    const { exit, output } = await container.exec('npm', ['install', './lib', './packed-3.0.0.tgz'])
    t.equal(exit, 0, output)
    t.equal((await container.exec('node', ['-p', "require('lib').v + require('packed').v"])).output, '5\n')
    const { dependencies } = JSON.parse(await container.fs.readFile('package.json', 'utf-8'))
    t.deepEqual(dependencies, { lib: 'file:lib', packed: 'file:packed-3.0.0.tgz' })
    const refused = await container.exec('npm', ['install', 'git+file:///home/project'])
    t.equal(refused.exit, 1)
    t.match(refused.output, /has no git; grant it/)
  })
})
