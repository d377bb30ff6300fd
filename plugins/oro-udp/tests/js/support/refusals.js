/**
 * What `dgram` refuses and how it says so. A test runs these in pages; another runs them in Node, so that what is
 * expected here is what Node says.
 * @module
 */

/**
 * @param {any} dgram
 * @param {any} [options]
 */
const made = (dgram, options = 'udp4') => dgram.createSocket(options)

/**
 * @param {any} dgram
 * @param {(socket: any) => any} act
 * @param {any} [options]
 */
function once (dgram, act, options) {
  const socket = made(dgram, options)
  try {
    return act(socket)
  } finally {
    try {
      socket.on('error', () => {})
      socket.close()
    } catch {
      // It was closed.
    }
  }
}

const badType = ['TypeError', 'ERR_SOCKET_BAD_TYPE', 'Bad socket type specified. Valid types are: udp4, udp6']
const badSize = ['TypeError', 'ERR_SOCKET_BAD_BUFFER_SIZE', 'Buffer size must be a positive integer']
const notRunning = ['Error', 'ERR_SOCKET_DGRAM_NOT_RUNNING', 'Not running']
const notConnected = ['Error', 'ERR_SOCKET_DGRAM_NOT_CONNECTED', 'Not connected']
const bytes = 'must be of type string or an instance of Buffer, TypedArray, or DataView. Received'
const port = (/** @type {string} */ received) =>
  ['RangeError', 'ERR_SOCKET_BAD_PORT', `Port should be > 0 and < 65536. Received ${received}.`]
const type = (/** @type {string} */ message) => ['TypeError', 'ERR_INVALID_ARG_TYPE', message]
const system = (/** @type {string} */ syscall, code = 'EBADF') => ['Error', code, `${syscall} ${code}`]

/** @type {[what: string, act: (dgram: any) => any, expected: string[]][]} */
export const refusals = [
  ['an unknown type', (d) => made(d, 'udp5'), badType],
  ['no type', (d) => d.createSocket(), badType],
  ['an unknown type in options', (d) => made(d, { type: 'x' }), badType],
  ['a lookup that is none', (d) => made(d, { type: 'udp4', lookup: 4 }), type('The "lookup" argument must be of type function. Received type number (4)')],
  ['a signal that is none', (d) => made(d, { type: 'udp4', signal: 4 }), type('The "options.signal" property must be an instance of AbortSignal. Received type number (4)')],
  ['a buffer size that is none', (d) => made(d, { type: 'udp4', recvBufferSize: 'x' }), type('The "options.recvBufferSize" property must be of type number. Received type string (\'x\')')],

  ['send nothing', (d) => once(d, (s) => s.send()), type(`The "buffer" argument ${bytes} undefined`)],
  ['send a number', (d) => once(d, (s) => s.send(5, 1)), type(`The "buffer" argument ${bytes} type number (5)`)],
  ['send a list of numbers', (d) => once(d, (s) => s.send([5], 1)), type(`The "buffer list arguments" argument ${bytes} an instance of Array`)],
  ['send to port 0', (d) => once(d, (s) => s.send('x', 0)), port('type number (0)')],
  ['send to a port too large', (d) => once(d, (s) => s.send('x', 70000)), port('type number (70000)')],
  ['send to a negative port', (d) => once(d, (s) => s.send('x', -1)), port('type number (-1)')],
  ['send to no port', (d) => once(d, (s) => s.send('x')), port('undefined')],
  ['send to a text as port', (d) => once(d, (s) => s.send('x', 'y')), port('type string (\'y\')')],
  ['send to a number as address', (d) => once(d, (s) => s.send('x', 1, 5)), type('The "address" argument must be of type string. Received type number (5)')],
  ['send to an object as address', (d) => once(d, (s) => s.send('x', 1, {})), type('The "address" argument must be of type string. Received an instance of Object')],
  ['send more than there is', (d) => once(d, (s) => s.send('hello', 4, 9, 1234)), ['RangeError', 'ERR_BUFFER_OUT_OF_BOUNDS', '"length" is outside of buffer bounds']],
  ['send from beyond the end', (d) => once(d, (s) => s.send('hello', 9, 1, 1234)), ['RangeError', 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds']],

  ['connect to port 0', (d) => once(d, (s) => s.connect(0)), port('type number (0)')],
  ['connect to a text as port', (d) => once(d, (s) => s.connect('x')), port('type string (\'x\')')],
  ['connect to an object as address', (d) => once(d, (s) => s.connect(1, {})), type('The "address" argument must be of type string. Received an instance of Object')],
  ['connect twice', (d) => once(d, (s) => { s.connect(1234); s.connect(1234) }), ['Error', 'ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected']],
  ['disconnect what is not connected', (d) => once(d, (s) => s.disconnect()), notConnected],
  ['the peer of what has none', (d) => once(d, (s) => s.remoteAddress()), notConnected],
  ['bind twice', (d) => once(d, (s) => { s.bind(0); s.bind(0) }), ['Error', 'ERR_SOCKET_ALREADY_BOUND', 'Socket is already bound']],
  ['bind to an object as address', (d) => once(d, (s) => s.bind(0, {})), type('The "hostname" argument must be of type string. Received an instance of Object')],
  ['the address of what has none', (d) => once(d, (s) => s.address()), system('getsockname')],

  ['a text as time to live', (d) => once(d, (s) => s.setTTL('x')), type('The "ttl" argument must be of type number. Received type string (\'x\')')],
  ['time to live before bind', (d) => once(d, (s) => s.setTTL(1)), system('setTTL')],
  ['a text as time to live of multicast', (d) => once(d, (s) => s.setMulticastTTL('x')), type('The "ttl" argument must be of type number. Received type string (\'x\')')],
  ['loopback of multicast before bind', (d) => once(d, (s) => s.setMulticastLoopback(true)), system('setMulticastLoopback')],
  ['broadcast before bind', (d) => once(d, (s) => s.setBroadcast(true)), system('setBroadcast')],
  ['a number as interface', (d) => once(d, (s) => s.setMulticastInterface(1)), type('The "interfaceAddress" argument must be of type string. Received type number (1)')],
  ['an interface before bind', (d) => once(d, (s) => s.setMulticastInterface('127.0.0.1')), system('setMulticastInterface')],
  ['join nothing', (d) => once(d, (s) => s.addMembership()), ['TypeError', 'ERR_MISSING_ARGS', 'The "multicastAddress" argument must be specified']],
  ['leave nothing', (d) => once(d, (s) => s.dropMembership()), ['TypeError', 'ERR_MISSING_ARGS', 'The "multicastAddress" argument must be specified']],
  ['join what is no address', (d) => once(d, (s) => s.addMembership('256.0.0.114')), system('addMembership', 'EINVAL')],
  ['leave what was not joined', (d) => once(d, (s) => s.dropMembership('224.0.0.114')), system('dropMembership', 'EADDRNOTAVAIL')],
  ['join a source that is none', (d) => once(d, (s) => s.addSourceSpecificMembership(1)), type('The "sourceAddress" argument must be of type string. Received type number (1)')],
  ['join a source of no group', (d) => once(d, (s) => s.addSourceSpecificMembership('1.1.1.1', 1)), type('The "groupAddress" argument must be of type string. Received type number (1)')],

  ['a buffer before bind', (d) => once(d, (s) => s.getRecvBufferSize()), ['SystemError', 'ERR_SOCKET_BUFFER_SIZE', 'Could not get or set buffer size: uv_recv_buffer_size returned EBADF (bad file descriptor)']],
  ['a text as buffer size', (d) => once(d, (s) => s.setRecvBufferSize('x')), badSize],
  ['a negative buffer size', (d) => once(d, (s) => s.setSendBufferSize(-1)), badSize],

  ['close twice', (d) => once(d, (s) => { s.close(); s.close() }), notRunning],
  ['bind what is closed', (d) => once(d, (s) => { s.close(); s.bind() }), notRunning],
  ['send from what is closed', (d) => once(d, (s) => { s.close(); s.send('x', 1234) }), notRunning],
  ['the address of what is closed', (d) => once(d, (s) => { s.close(); s.address() }), notRunning],
  ['the peer of what is closed', (d) => once(d, (s) => { s.close(); s.remoteAddress() }), notRunning],
  ['join from what is closed', (d) => once(d, (s) => { s.close(); s.addMembership('224.0.0.1') }), notRunning]
]

/** @typedef {{ name: string, code: string, message: string, errno?: number, syscall?: string, address?: string }} Told */

/**
 * What is told while it runs, by name. `at` is the port of a socket bound to 127.0.0.1.
 * @type {[what: string, act: (dgram: any, at: number, done: (error: any) => void) => any, expected: (at: number) => Told][]}
 */
export const failures = [
  ['bind an address that is taken', bindTo((at) => [at, '127.0.0.1']), (at) => told('bind', 'EADDRINUSE', -98, '127.0.0.1', at)],
  ['bind an address of another machine', bindTo(() => [0, '203.0.113.99']), () => told('bind', 'EADDRNOTAVAIL', -99, '203.0.113.99')],
  ['bind an address of the other family', bindTo(() => [0, '::1']), () => told('bind', 'EINVAL', -22, '::1')],
  ['send too much', sendTo((at) => [new Uint8Array(70000), at, '127.0.0.1']), (at) => told('send', 'EMSGSIZE', -90, '127.0.0.1', at)],
  ['send to the other family', sendTo(() => ['x', 9, '::1']), () => told('send', 'EINVAL', -22, '::1', 9)],
  ['broadcast without leave', sendTo(() => ['x', 9, '255.255.255.255']), () => told('send', 'EACCES', -13, '255.255.255.255', 9)],
  ['send to a name that leads nowhere', sendTo(() => ['x', 9, 'bad name']), () => notFound('bad name')],
  ['bind a name that leads nowhere', bindTo(() => [0, 'bad name']), () => notFound('bad name')],
  ['connect to a name that leads nowhere', connectTo(() => [9, 'bad name']), () => notFound('bad name')]
]

/** @param {(at: number) => any[]} args */
function bindTo (args) {
  return (/** @type {any} */ dgram, /** @type {number} */ at, /** @type {(error: any) => void} */ done) => {
    const socket = made(dgram)
    socket.on('error', (/** @type {any} */ error) => { done(error); socket.close() })
    socket.bind(...args(at))
  }
}

/** @param {(at: number) => any[]} args */
function sendTo (args) {
  return (/** @type {any} */ dgram, /** @type {number} */ at, /** @type {(error: any) => void} */ done) => {
    const socket = made(dgram)
    socket.send(...args(at), (/** @type {any} */ error) => { done(error); socket.close() })
  }
}

/** @param {(at: number) => any[]} args */
function connectTo (args) {
  return (/** @type {any} */ dgram, /** @type {number} */ at, /** @type {(error: any) => void} */ done) => {
    const socket = made(dgram)
    socket.connect(...args(at), (/** @type {any} */ error) => { done(error); socket.close() })
  }
}

/**
 * @param {string} syscall
 * @param {string} code
 * @param {number} errno
 * @param {string} address
 * @param {number} [port]
 */
function told (syscall, code, errno, address, port) {
  const message = `${syscall} ${code} ${address}${port ? `:${port}` : ''}`
  return { name: 'Error', code, message, errno, syscall, address, ...(port ? { port } : {}) }
}

/** @param {string} hostname */
function notFound (hostname) {
  return { name: 'Error', code: 'ENOTFOUND', message: `getaddrinfo ENOTFOUND ${hostname}`, errno: -3008, syscall: 'getaddrinfo', hostname }
}

/**
 * @param {() => any} act
 * @returns {string[]} name, code and message of what was thrown
 */
export function refusal (act) {
  try {
    act()
  } catch (error) {
    const { name, code, message } = /** @type {any} */ (error)
    return [name, code, message]
  }
  return ['nothing was thrown']
}

/**
 * @param {any} error
 * @returns {any} what can be compared
 */
export function plain (error) {
  return error && { name: error.name, message: error.message, ...error }
}
