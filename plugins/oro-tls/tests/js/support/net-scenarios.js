/**
 * What happens with `net`, to be told alike by Node and by a page. Each is given the module, `once` and a transcript.
 * @module
 */

/** @typedef {{ net: any, once: (emitter: any, event: string) => Promise<any[]>, t: import('./transcript.js').Transcript }} Given */

/** @param {Given} given @param {(socket: any) => void} [each] @param {any} [options] */
async function listening ({ net, once }, each, options) {
  const server = net.createServer(options ?? {}, (/** @type {any} */ socket) => {
    socket.on('error', () => {})
    each?.(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: server.address().port }
}

/** @param {Given} given A port where nobody listens. */
async function freePort (given) {
  const { server, port } = await listening(given)
  await closed(server)
  return port
}

/** @param {any} server */
function closed (server) {
  return new Promise((resolve) => server.close(resolve))
}

/** @param {any} socket */
function gone (socket) {
  return new Promise((resolve) => socket.once('close', resolve))
}

/** @param {Given} given @param {any} options Connect, and write down what comes of it. */
function client ({ net, t }, options, name = 'client') {
  const socket = t.watch(name, new net.Socket(options))
  socket.on('error', () => {})
  socket.connect(options)
  return socket
}

/** @param {...string} addresses */
function found (...addresses) {
  return (/** @type {string} */ _name, /** @type {any} */ options, /** @type {any} */ done) => queueMicrotask(() => {
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all) done(null, all)
    else done(null, all[0].address, all[0].family)
  })
}

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const scenarios = {
  async 'an echo' (given) {
    const { t } = given
    const { server, port } = await listening(given, (s) => {
      t.watch('peer', s).on('data', (/** @type {any} */ bytes) => s.write(`echo:${bytes}`))
      t.log('peer', s.localAddress, s.localPort, s.localFamily, s.remoteAddress, s.remoteFamily, s.readyState, s.server === server)
    })
    t.watch('server', server)
    const c = client(given, { port, host: '127.0.0.1' })
    t.log('state', c.readyState, c.connecting, c.pending, c.address(), c.bytesWritten, c.remoteAddress, c.destroyed)
    c.write('hello', () => t.log('callback', 'written'))
    t.log('state', c.bytesWritten, c.writableLength)
    c.once('connect', () => t.log('state', c.readyState, c.connecting, c.pending, c.address(), c.remoteAddress, c.remotePort, c.remoteFamily))
    c.once('data', () => c.end('bye'))
    await gone(c)
    t.log('state', c.readyState, c.pending, c.address(), c.remoteAddress, c.bytesRead, c.bytesWritten, c.destroyed)
    await closed(server)
  },

  async 'a connection refused' (given) {
    const port = await freePort(given)
    await gone(client(given, { port, host: '127.0.0.1' }))
    await gone(client(given, { port, host: '127.0.0.1', localAddress: '127.0.0.1' }, 'local'))
    await gone(client(given, { port, host: '127.0.0.1', localAddress: '203.0.113.9' }, 'elsewhere'))
    await gone(client(given, { path: '/nowhere/at/all' }, 'path'))
    await gone(client(given, { port, host: 'bad name' }, 'name'))
  },

  async 'names of the caller' (given) {
    const { server, port } = await listening(given)
    const free = await freePort(given)
    await gone(client(given, { port: free, host: 'x.test', lookup: found('127.0.0.1', '::1', '127.0.0.2') }, 'none answers'))
    const c = client(given, { port, host: 'x.test', lookup: found('127.0.0.7', '::1', '127.0.0.1') }, 'the last answers')
    c.once('connect', () => c.destroy())
    await gone(c)
    given.t.log('the last answers', c.autoSelectFamilyAttemptedAddresses)
    const d = client(given, { port, host: 'x.test', autoSelectFamily: false, lookup: found('127.0.0.1') }, 'one')
    d.once('connect', () => d.destroy())
    await gone(d)
    for (const [what, lookup] of /** @type {[string, any][]} */ (Object.entries({
      'no address': (/** @type {any} */ _n, /** @type {any} */ _o, /** @type {any} */ done) => queueMicrotask(() => done(null, [{ address: 'x', family: 4 }])),
      'no family': (/** @type {any} */ _n, /** @type {any} */ _o, /** @type {any} */ done) => queueMicrotask(() => done(null, [{ address: '127.0.0.1', family: 7 }])),
      failing: (/** @type {any} */ _n, /** @type {any} */ _o, /** @type {any} */ done) => queueMicrotask(() => done(new Error('no such name')))
    }))) await gone(client(given, { port: 1, host: 'x.test', lookup }, what))
    const asked = client(given, { port: 1, host: 'x.test', lookup: (/** @type {any} */ name, /** @type {any} */ options, /** @type {any} */ done) => {
      given.t.log('asked', name, options)
      queueMicrotask(() => done(new Error('enough')))
    } }, 'asked')
    await gone(asked)
    await closed(server)
  },

  async 'localhost' (given) {
    const { server, port } = await listening(given)
    const c = client(given, { port, host: 'localhost', family: 4 })
    c.once('connect', () => c.destroy())
    await gone(c)
    await closed(server)
  },

  async 'given up before the connection' (given) {
    const { server, port } = await listening(given)
    const c = client(given, { port, host: '127.0.0.1' })
    c.write('x', (/** @type {any} */ error) => given.t.log('client', error))
    c.destroy()
    await gone(c)
    await closed(server)
  },

  async 'written after the end' (given) {
    const { server, port } = await listening(given)
    const c = client(given, { port, host: '127.0.0.1' })
    await given.once(c, 'connect')
    c.end()
    c.write('x', (/** @type {any} */ error) => given.t.log('callback', error))
    await gone(c)
    await closed(server)
  },

  async 'written after destroy' (given) {
    const { server, port } = await listening(given)
    const c = client(given, { port, host: '127.0.0.1' })
    await given.once(c, 'connect')
    c.destroy()
    c.write('x', (/** @type {any} */ error) => given.t.log('callback', error))
    await gone(c)
    await closed(server)
  },

  async 'never connected' ({ net, t }) {
    const reset = t.watch('reset', new net.Socket())
    reset.on('error', () => {}).resetAndDestroy()
    await gone(reset)
    const written = t.watch('written', new net.Socket())
    written.on('error', () => {})
    t.log('written', written.write('x', (/** @type {any} */ error) => t.log('callback', error.code)))
    await gone(written)
    const destroyed = t.watch('destroyed', new net.Socket())
    destroyed.destroy()
    await gone(destroyed)
    t.log('destroyed', destroyed.readyState, destroyed.pending, destroyed.bufferSize, destroyed.timeout)
  },

  async 'a reset' (given) {
    const { server, port } = await listening(given, (s) => given.t.watch('peer', s))
    const [[peer], c] = await Promise.all([given.once(server, 'connection'), client(given, { port, host: '127.0.0.1' })])
    peer.resume()
    if (c.connecting) await given.once(c, 'connect')
    const ended = Promise.all([gone(c), gone(peer)])
    c.resetAndDestroy()
    await ended
    await closed(server)
  },

  async 'reset by the peer' (given) {
    const { server, port } = await listening(given, (s) => s.once('data', () => s.resetAndDestroy()))
    const c = client(given, { port, host: '127.0.0.1' })
    c.resume()
    c.write('x')
    await gone(c)
    await closed(server)
  },

  async 'a signal' (given) {
    const { server, port } = await listening(given)
    const controller = new AbortController()
    const c = client(given, { port, host: '127.0.0.1', signal: controller.signal })
    await given.once(c, 'connect')
    controller.abort()
    await gone(c)
    await closed(server)
  },

  async 'a timeout' (given) {
    const { server, port } = await listening(given)
    const c = client(given, { port, host: '127.0.0.1' })
    c.setTimeout(50, () => c.destroy())
    given.t.log('client', c.timeout)
    await gone(c)
    await closed(server)
  },

  async 'half open' (given) {
    const { server, port } = await listening(given, (s) => {
      given.t.watch('peer', s).on('end', () => { given.t.log('peer', s.readyState); s.end('late') })
      s.resume()
    }, { allowHalfOpen: true })
    const c = client(given, { port, host: '127.0.0.1', allowHalfOpen: true })
    await given.once(c, 'connect')
    c.resume()
    c.end('x')
    c.once('finish', () => given.t.log('client', c.readyState))
    await gone(c)
    await closed(server)
  },

  async 'written after the end of the peer' (given) {
    const { server, port } = await listening(given, (s) => s.end())
    const c = client(given, { port, host: '127.0.0.1' })
    c.resume()
    c.once('end', () => queueMicrotask(() => given.t.log('end', c.readyState)))
    await given.once(c, 'end')
    c.write('y', (/** @type {any} */ error) => given.t.log('callback', error))
    await gone(c)
    await closed(server)
  },

  async 'connected again' (given) {
    const { server, port } = await listening(given)
    const c = client(given, { port, host: '127.0.0.1' })
    await given.once(c, 'connect')
    c.destroy()
    await gone(c)
    c.connect(port, '127.0.0.1')
    await given.once(c, 'connect')
    c.resume()
    c.end()
    await gone(c)
    await closed(server)
  },

  async 'destroySoon' (given) {
    const { server, port } = await listening(given, (s) => given.t.watch('peer', s).resume())
    const [[peer], c] = await Promise.all([given.once(server, 'connection'), client(given, { port, host: '127.0.0.1' })])
    const ended = Promise.all([gone(c), gone(peer)])
    c.write('last words')
    c.destroySoon()
    await ended
    await closed(server)
  },

  async 'corked' (given) {
    const { server, port } = await listening(given, (s) => s.pipe(s))
    const c = client(given, { port, host: '127.0.0.1' })
    c.cork()
    for (const part of ['a', 'b', new Uint8Array([99]), 'ZA==']) c.write(part, part === 'ZA==' ? 'base64' : undefined)
    c.uncork()
    c.end()
    c.resume()
    await gone(c)
    given.t.log('client', c.bytesWritten, c.bytesRead)
    await closed(server)
  },

  async 'servers' (given) {
    const { net, t } = given
    const { server: taken, port } = await listening(given)
    /** @type {[string, any[]][]} */
    const places = [
      ['taken', [port, '127.0.0.1']], ['any', [0]], ['an address', [0, '127.0.0.1']], ['options', [{ port: 0, host: '127.0.0.1', backlog: 5 }]],
      ['a bad name', [0, 'bad name']], ['elsewhere', [0, '203.0.113.9']], ['a bad path', ['/nowhere/at/all']]
    ]
    for (const [what, args] of places) {
      const server = t.watch(what, net.createServer())
      server.on('error', () => {})
      const settled = new Promise((resolve) => server.on('listening', resolve).on('error', resolve))
      server.listen(...args, () => t.log(what, 'called'))
      t.log(what, server.listening, server.address()?.family)
      await settled
      t.log(what, server.listening, server.listening && server.address())
      await new Promise((resolve) => { server.on('close', resolve); server.close((/** @type {any} */ error) => t.log(what, error)) })
      t.log(what, server.listening)
    }
    await closed(taken)
  },

  async 'connections of a server' (given) {
    const { t, once } = given
    const { server, port } = await listening(given)
    server.maxConnections = 1
    t.watch('server', server)
    const counted = () => new Promise((resolve) => server.getConnections((/** @type {any} */ error, /** @type {number} */ count) => resolve([error, count])))
    const first = client(given, { port, host: '127.0.0.1' }, 'first')
    await once(server, 'connection')
    t.log('count', ...await counted())
    const second = given.net.connect(port, '127.0.0.1')
    second.on('error', () => {})
    await once(server, 'drop')
    await gone(second)
    let over = false
    const ended = closed(server).then(() => { over = true })
    t.log('count', ...await counted(), server.listening, over)
    const end = gone(first)
    first.resume().end()
    await Promise.all([ended, end])
    t.log('count', ...await counted())
  },

  async 'a server with a signal' ({ net, once, t }) {
    const controller = new AbortController()
    const server = t.watch('server', net.createServer())
    server.listen({ port: 0, host: '127.0.0.1', signal: controller.signal })
    await once(server, 'listening')
    controller.abort()
    await once(server, 'close')
  },

  async 'paused on connection' (given) {
    const { once, t } = given
    const { server, port } = await listening(given, undefined, { pauseOnConnect: true })
    const c = client(given, { port, host: '127.0.0.1' })
    c.resume().end('waiting')
    const [peer] = await once(server, 'connection')
    t.log('peer', peer.isPaused(), peer.bytesRead)
    t.watch('peer', peer).on('data', () => {})
    peer.resume()
    await Promise.all([gone(c), gone(peer)])
    await closed(server)
  },

  async 'a buffer of the caller' (given) {
    const { server, port } = await listening(given, (s) => s.end('abcdefgh'))
    const buffer = new Uint8Array(3)
    let text = ''
    const onread = { buffer, callback: (/** @type {number} */ count, /** @type {Uint8Array} */ into) => { text += String.fromCharCode(...into.subarray(0, count)); return true } }
    const c = client(given, { port, host: '127.0.0.1', onread })
    await gone(c)
    given.t.log('read', text, c.bytesRead)
    await closed(server)
  }
}
