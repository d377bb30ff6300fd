/** The panel trying itself. */

import { createSocket } from 'oro:dgram'
import { attempt, until } from 'oro:panel'

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

const GROUP = '239.255.77.9'

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  const { exchange } = view
  if (!exchange.running) view.toggle()
  yield await attempt('datagrams go there and back', async () => {
    const before = exchange.counts.A.received
    await until(() => exchange.counts.A.received > before + 50)
    view.draw()
    const { rate, median } = exchange.figures()
    return [exchange.counts.B.received > 50, `${Math.round(rate)} a second, median ${median.toFixed(2)} ms, ${exchange.lost} lost`]
  })
  yield await attempt('what is said appears', async () => {
    const words = `☃ ${crypto.randomUUID()}`
    await exchange.say('B', words)
    await until(() => view.lines.some((line) => line.includes(words)))
    return [true, 'a snowman arrived']
  })
  yield await attempt('as many as come back', async () => {
    Object.assign(exchange, { rate: 0, size: 64 })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const { rate } = exchange.figures()
    Object.assign(exchange, { rate: 100 })
    return [rate > 50, `${Math.round(rate)} round trips a second`]
  })
  yield await attempt('datagrams of 60 KB', async () => {
    const [sent, bytes] = [exchange.counts.B.received, exchange.counts.B.bytes]
    Object.assign(exchange, { rate: 10, size: 60000 })
    await until(() => exchange.counts.B.bytes > bytes + 180000 && exchange.counts.B.received > sent)
    Object.assign(exchange, { rate: 100, size: 64 })
    return [true, `${Math.round((exchange.counts.B.bytes - bytes) / 1000)} KB`]
  })
  yield await attempt('says why it cannot', async () => {
    const error = await failure(exchange.sockets.A.address().port)
    return [error.code === 'EADDRINUSE', error.message]
  })
  yield await attempt('hears a multicast group', multicast)
  view.draw()
}

/** @returns {Promise<[boolean, string]>} */
async function multicast () {
  const [member, sender] = [createSocket('udp4'), createSocket('udp4')]
  try {
    await new Promise((resolve) => member.bind(0, () => resolve(undefined)))
    await new Promise((resolve) => sender.bind(0, '127.0.0.1', () => resolve(undefined)))
    member.addMembership(GROUP, '127.0.0.1')
    sender.setMulticastInterface('127.0.0.1')
    const heard = new Promise((resolve) => member.once('message', (bytes) => resolve(new TextDecoder().decode(bytes))))
    sender.send('to all', member.address().port, GROUP)
    return [await heard === 'to all', GROUP]
  } finally {
    member.close()
    sender.close()
  }
}

/**
 * @param {number} port one that is taken
 * @returns {Promise<any>}
 */
function failure (port) {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    socket.on('error', (error) => { socket.close(); resolve(error) })
    socket.bind(port, '127.0.0.1')
  })
}
