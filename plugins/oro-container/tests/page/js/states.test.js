import { test } from 'oro:test'
import { bootPage } from 'oro:container/page/engine'
import { container } from './support/container.js'
import { shown } from './support/streams.js'

test('states come back, and two containers both have port 3000', async (t) => {
  const [one, two] = [await container(), await bootPage()]
  const state = await one.snapshot()
  await one.fs.writeFile('later.txt', 'x')
  await one.restore(state)
  t.equal((await one.fs.readdir('.')).includes('later.txt'), false)
  for (const [index, box] of [one, two].entries()) {
    await box.mount({ 'number.js': { file: { contents: `require('http').createServer((_, response) => response.end('${index}')).listen(3000, () => console.log('on'))` } } })
    await shown((await box.spawn('node', ['number.js'])).output).until('on')
  }
  t.deepEqual([await (await one.fetch(3000, '/')).text(), await (await two.fetch(3000, '/')).text()], ['0', '1'])
  const running = await two.spawn('sleep', ['100'])
  two.teardown()
  t.equal(await running.exit, 137)
  t.equal(await two.fs.readdir('.').catch((/** @type {any} */ error) => error.message), 'Cannot use the container: it was torn down')
})
