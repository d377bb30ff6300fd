/** Calls, bodies and a stream from a worker, over the worker's own connection. */
export {}

const { connection } = await import('oro:conduit/auto')
const { default: ipc } = await import('oro:ipc')

try {
  if (!connection.isOpen) await new Promise((resolve) => connection.addEventListener('open', resolve, { once: true }))
  const { data } = await ipc.request('ping')
  const echo = await ipc.write('test.echo', {}, new Uint8Array(300000))
  const { readable, writable } = ipc.openStream('test.shout')
  const writer = writable.getWriter()
  await writer.write('hello')
  await writer.close()
  const stream = await new Response(readable).text()
  postMessage({ way: connection.way, data, size: echo.data.byteLength, stream, error: null })
} catch (error) {
  postMessage({ error: String(error) })
}
