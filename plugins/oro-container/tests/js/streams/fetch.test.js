import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

const ECHO = "require('node:http').createServer((request, response) => request.pipe(response)).listen(3000)"

test('bodies stream both ways', async (t) => {
  const container = await WebContainer.boot()
  await container.mount({ 'echo.js': { file: ECHO } })
  const ready = new Promise((resolve) => container.on('server-ready', resolve))
  await container.spawn('node', ['echo.js'])
  await ready
  const { readable: body, writable } = new TransformStream()
  const writer = writable.getWriter()
  const asking = container.fetch(3000, '/', { method: 'POST', body, duplex: 'half' })
  await writer.write('one')
  const pieces = /** @type {ReadableStream<any>} */ ((await asking).body)
  const reader = pieces.pipeThrough(new TextDecoderStream()).getReader()
  t.equal((await reader.read()).value, 'one')
  await writer.write(new TextEncoder().encode('two'))
  t.equal((await reader.read()).value, 'two')
  await writer.close()
  t.ok((await reader.read()).done)
  const broken = new ReadableStream({ pull () { throw new RangeError('mine') } })
  await t.rejects(container.fetch(3000, '/', { method: 'POST', body: broken }))
  container.teardown()
  await container.ended
})
