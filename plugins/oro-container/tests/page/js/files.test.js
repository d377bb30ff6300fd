import { test } from 'oro:test'
import { container, mounted } from './support/container.js'
import { sh } from './support/streams.js'

test('a container has files, and errors with their names', async (t) => {
  const { fs } = await mounted({ 'a.txt': 'one' })
  t.equal(await fs.readFile('a.txt', 'utf-8'), 'one')
  t.deepEqual([...await fs.readFile('/home/project/a.txt')], [111, 110, 101])
  await fs.mkdir('deep/er', { recursive: true })
  await fs.writeFile('deep/er/b.txt', 'two')
  t.deepEqual(await fs.readdir('deep'), ['er'])
  t.equal(await fs.readFile('nope').catch((/** @type {any} */ error) => error.code), 'ENOENT')
  await fs.rename('deep/er/b.txt', 'c.txt')
  await fs.rm('deep', { recursive: true })
  const tree = await (await container()).export('.')
  t.deepEqual([tree['a.txt'].file.contents, tree['c.txt'].file.contents, tree.deep], ['one', 'two', undefined])
})

test('watchers are told what programs do', async (t) => {
  const box = await container()
  /** @type {(value: string) => void} */
  let tell
  const told = new Promise((resolve) => { tell = resolve })
  const watcher = box.fs.watch('.', (/** @type {string} */ event, /** @type {string} */ name) => tell(`${event} ${name}`))
  await sh('echo x > watched.txt')
  t.equal(await told, 'rename watched.txt')
  watcher.close()
})
