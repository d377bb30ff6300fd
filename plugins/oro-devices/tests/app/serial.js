import { test } from 'oro:test'
import { clicked, event, rejection, tell } from './hand.js'

const serial = /** @type {any} */ (navigator).serial
const UNO = { usbVendorId: 0x2341, usbProductId: 0x43 }
const BYOB = (() => {
  try {
    return Boolean(new ReadableStream({ type: 'bytes' }).getReader({ mode: 'byob' }))
  } catch {
    return false
  }
})()
const text = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes)

test('a port is asked for by a click, with filters that make sense', async t => {
  t.equal((await rejection(serial.requestPort())).name, 'SecurityError')
  t.ok(await clicked(() => rejection(serial.requestPort({ filters: [{}] })), '') instanceof TypeError)
  t.ok(await clicked(() => rejection(serial.requestPort({ filters: [{ usbProductId: 1 }] })), '') instanceof TypeError)
  t.deepEqual(await serial.getPorts(), [])
})

test('who closes the dialog gives nothing', async t => {
  const error = await clicked(() => rejection(serial.requestPort()), '')
  t.ok(error instanceof DOMException)
  t.equal(error.name, 'NotFoundError')
  const missed = await clicked(() => rejection(serial.requestPort({ filters: [{ usbVendorId: 1 }] })), 'board')
  t.equal(missed.name, 'NotFoundError')
})

test('the port that was chosen is one object', async t => {
  const port = await clicked(() => serial.requestPort({ filters: [{ usbVendorId: 0x2341 }] }), 'board')
  t.deepEqual(port.getInfo(), UNO)
  t.deepEqual([port.connected, port.readable, port.writable, String(port)], [true, null, null, '[object SerialPort]'])
  const ports = await serial.getPorts()
  t.equal(ports.length, 1)
  t.equal(ports[0], port)
  t.ok(port instanceof globalThis.SerialPort)
  t.throws(() => new globalThis.SerialPort())
})

test('options are those of the web', async t => {
  const [port] = await serial.getPorts()
  for (const wrong of [{}, { baudRate: 0 }, { baudRate: 9600, dataBits: 6 }, { baudRate: 9600, stopBits: 3 }, { baudRate: 9600, bufferSize: 0 }, { baudRate: 9600, parity: 'mark' }]) {
    t.ok(await rejection(port.open(wrong)) instanceof TypeError, JSON.stringify(wrong))
  }
  t.equal((await rejection(port.close())).name, 'InvalidStateError')
  t.equal((await rejection(port.getSignals())).name, 'InvalidStateError')
})

test('bytes go both ways', async t => {
  const [port] = await serial.getPorts()
  await port.open({ baudRate: 115200 })
  t.equal((await rejection(port.open({ baudRate: 115200 }))).name, 'InvalidStateError')
  const writer = port.writable.getWriter()
  await writer.write(new TextEncoder().encode('hello'))
  t.equal(await tell('board.read', { size: 5 }), 'hello')
  t.ok(await rejection(writer.write('text')) instanceof TypeError)
  writer.releaseLock()
  const reader = port.readable.getReader()
  await tell('board.write', { text: 'world' })
  t.equal(text((await reader.read()).value), 'world')
  t.ok(await rejection(port.close()) instanceof TypeError, 'a reader holds it')
  await reader.cancel()
  reader.releaseLock()
  await port.close()
  t.deepEqual([port.readable, port.writable], [null, null])
})

test('streams are piped, and come anew after they ended', async t => {
  const [port] = await serial.getPorts()
  await port.open({ baudRate: 115200, bufferSize: 4096 })
  const lines = new TextDecoderStream()
  const gone = new AbortController()
  const piped = rejection(port.readable.pipeTo(lines.writable, { signal: gone.signal }))
  const reader = lines.readable.getReader()
  const long = 'x'.repeat(30_000)
  const sent = tell('board.write', { text: long })
  let got = ''
  while (got.length < long.length) got += (await reader.read()).value
  await sent
  t.equal(got, long)
  gone.abort()
  await piped
  const writer = port.writable.getWriter()
  const read = tell('board.read', { size: 30_000 })
  await writer.write(new TextEncoder().encode(long))
  t.equal(await read, long)
  await writer.close()
  const next = port.writable.getWriter()
  await next.write(new Uint8Array([33]))
  t.equal(await tell('board.read', { size: 1 }), '!')
  next.releaseLock()
  await port.close()
})

test('a port may be read into bytes of the page, where the engine has such readers', async t => {
  if (!BYOB) return t.ok(true, 'this engine has none')
  const [port] = await serial.getPorts()
  await port.open({ baudRate: 115200 })
  const reader = port.readable.getReader({ mode: 'byob' })
  const waiting = reader.read(new Uint8Array(3))
  await tell('board.write', { text: 'abcdef' })
  t.equal(text((await waiting).value), 'abc')
  t.equal(text((await reader.read(new Uint8Array(3))).value), 'def')
  await reader.cancel()
  reader.releaseLock()
  await port.close()
})

test('a pseudo-terminal has no signals, and says so', async t => {
  const [port] = await serial.getPorts()
  await port.open({ baudRate: 9600 })
  const error = await rejection(port.getSignals())
  t.deepEqual([error.name, error.cause.code], ['NetworkError', 'ERR_DEVICE'])
  t.ok(await rejection(port.setSignals({})) instanceof TypeError)
  await port.close()
})

test('a board that is pulled out ends its streams, and comes back', async t => {
  const [port] = await serial.getPorts()
  await port.open({ baudRate: 9600 })
  const reader = port.readable.getReader()
  const gone = event(port, 'disconnect')
  const told = event(serial, 'disconnect')
  const read = rejection(reader.read())
  await tell('board.replug', { there: false })
  t.equal((await read).name, 'NetworkError')
  reader.releaseLock()
  await gone
  t.equal((await told).target, port)
  t.deepEqual([port.connected, port.readable, port.writable], [false, null, null])
  await port.close()
  t.equal((await rejection(port.open({ baudRate: 9600 }))).name, 'NetworkError')
  const back = event(serial, 'connect')
  await tell('board.replug', { there: true })
  t.equal((await back).target, port)
  await port.open({ baudRate: 9600 })
  await port.close()
})

test('a port that is forgotten is none', async t => {
  const [port] = await serial.getPorts()
  await port.open({ baudRate: 9600 })
  await port.forget()
  t.deepEqual(await serial.getPorts(), [])
  t.equal((await rejection(port.open({ baudRate: 9600 }))).name, 'InvalidStateError')
})
