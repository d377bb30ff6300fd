import dgram, { createSocket, ERR_SOCKET_BAD_TYPE, ERR_SOCKET_DGRAM_NOT_RUNNING, SocketError } from 'oro:dgram'
import { once } from 'oro:events'
import { test } from 'oro:test'
import { failures, plain, refusal, refusals } from './support/refusals.js'

test('what makes no sense is refused as Node refuses it', (t) => {
  for (const [what, act, expected] of refusals) t.deepEqual(refusal(() => act(dgram)), expected, what)
})

test('what fails is told as Node tells it', async (t) => {
  const taken = createSocket('udp4').bind(0, '127.0.0.1')
  await once(taken, 'listening')
  const at = taken.address().port
  for (const [what, act, expected] of failures) {
    const error = await new Promise((resolve) => act(dgram, at, resolve))
    t.deepEqual(plain(error), expected(at), what)
  }
  taken.close()
})

test('errors are of classes that a page can name', (t) => {
  const socket = createSocket('udp4')
  socket.close()
  const failing = () => {
    try {
      socket.close()
    } catch (error) {
      return error
    }
    return null
  }
  t.ok(failing() instanceof ERR_SOCKET_DGRAM_NOT_RUNNING && failing() instanceof SocketError)
  t.throws(() => createSocket(/** @type {any} */ ('udp5')), ERR_SOCKET_BAD_TYPE)
})
