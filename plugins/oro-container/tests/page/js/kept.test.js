import { test } from 'oro:test'
import { bootPage } from 'oro:container/page/engine'
import { outputOf } from './support/streams.js'

test('files of a container with a name are there again', async (t) => {
  const name = `kept-${Math.random()}`
  const first = await bootPage({ name })
  await outputOf(await first.spawn('sh', ['-c', 'mkdir sub && echo kept > sub/a.txt; echo gone > b.txt; rm b.txt']))
  await first.save()
  first.teardown()
  const again = await bootPage({ name })
  t.deepEqual([await again.fs.readFile('sub/a.txt', 'utf-8'), await again.fs.readdir('.')], ['kept\n', ['sub']])
  again.teardown()
})
