import { test } from 'oro:test'

test('a stream of bytes hands on what its source enqueues', async (t) => {
  const parts = ['a', 'bc']
  const stream = new ReadableStream({
    type: 'bytes',
    pull (controller) {
      const text = parts.shift()
      if (text) controller.enqueue(new TextEncoder().encode(text))
      else controller.close()
    }
  })
  t.ok(stream instanceof ReadableStream)
  t.equal(await new Response(stream).text(), 'abc')
})

test('a source of bytes that takes buffers fills those it is given', async (t) => {
  let left = 2
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: 4,
    pull (controller) {
      const asked = /** @type {ReadableStreamBYOBRequest} */ (controller.byobRequest)
      const view = /** @type {Uint8Array<ArrayBuffer>} */ (asked.view)
      t.equal(view.byteLength, 4)
      view.set([1, 2, 3])
      asked.respond(3)
      if (--left === 0) controller.close()
    }
  })
  t.deepEqual(Array.from(new Uint8Array(await new Response(stream).arrayBuffer())), [1, 2, 3, 1, 2, 3])
})

test('a stream of bytes fails with its source', async (t) => {
  const stream = new ReadableStream({ type: 'bytes', pull () { throw new RangeError('mine') } })
  await t.rejects(stream.getReader().read(), /mine/)
  t.throws(() => new ReadableStream({ type: 'bytes', start (controller) { controller.enqueue(/** @type {any} */ ('text')) } }), TypeError)
})
