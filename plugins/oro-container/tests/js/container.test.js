import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

test('a program runs in a container', async (t) => {
  const container = await WebContainer.boot()
  await container.mount({ 'index.js': { file: { contents: 'console.log(6 * 7)' } }, src: { directory: { 'a.txt': { file: { contents: 'ä' } } } } })
  t.equal(await container.fs.readFile('src/a.txt', 'utf-8'), 'ä')
  const process = await container.spawn('node', ['index.js'])
  let output = ''
  for await (const text of process.output) output += text
  t.equal(output, '42\n')
  t.equal(await process.exit, 0)
  container.teardown()
  t.throws(() => container.teardown(), /WebContainer already torn down/)
})
