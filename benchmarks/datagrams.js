// Two sockets on loopback: one sends numbered datagrams, the other sends each back. Runs in pages and in Node.

const DATAGRAMS = 5000
const UNDER_WAY = 32

/** Microseconds a datagram takes there and back, with so many under way. */
async function datagrams (createSocket) {
  const [near, far] = [createSocket('udp4'), createSocket('udp4')]
  for (const socket of [near, far]) await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = far.address()
  const payload = new Uint8Array(64)
  far.on('message', (bytes, from) => far.send(bytes, from.port, '127.0.0.1'))
  const run = (count) => new Promise((resolve) => {
    let sent = 0
    let received = 0
    const begin = performance.now()
    const next = () => { if (sent < count) { sent++; near.send(payload, port, '127.0.0.1') } }
    near.removeAllListeners('message')
    near.on('message', () => {
      if (++received === count) resolve((performance.now() - begin) * 1000 / count)
      else next()
    })
    for (let under = 0; under < UNDER_WAY; under++) next()
  })
  await run(500)
  const time = await run(DATAGRAMS)
  near.close()
  far.close()
  return time
}
