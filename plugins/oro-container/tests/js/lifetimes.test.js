import { test } from 'oro:test'
import { WebContainer } from 'oro:container'
import { refusal, within } from './support/containers.js'

test('twenty containers run at once', async (t) => {
  const containers = await Promise.all(Array.from({ length: 20 }, () => WebContainer.boot()))
  t.equal(new Set(containers.map(({ id }) => id)).size, 20)
  await Promise.all(containers.map((container, n) => container.fs.writeFile('n', String(n))))
  const outputs = await Promise.all(containers.map((container) => container.exec('cat', ['n'])))
  t.deepEqual(outputs.map(({ output }) => Number(output)), containers.map((_, n) => n))
  for (const container of containers) container.teardown()
  await Promise.all(containers.map(({ ended }) => ended))
})

test('a clone has at most what the first may', async (t) => {
  await within(async (first) => {
    t.match((await refusal(() => first.clone({ policy: { listen: true } }))).message, /its policy's listen does not grant/)
    const second = await first.clone({ policy: { processes: 10 } })
    first.teardown()
    await first.ended
    t.equal((await second.exec('echo', ['goes on'])).output, 'goes on\n')
    second.teardown()
    await second.ended
  }, { policy: { listen: false } })
})
