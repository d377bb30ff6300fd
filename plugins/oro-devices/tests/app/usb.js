import { watch } from 'oro:devices/usb'
import { test } from 'oro:test'
import { clicked, event, rejection, tell } from './hand.js'

const usb = /** @type {any} */ (navigator).usb
const SETUP = { requestType: 'vendor', recipient: 'device', request: 1, value: 2, index: 3 }
const text = (/** @type {DataView} */ data) => new TextDecoder().decode(data)

test('a device is asked for by a click', async t => {
  t.equal((await rejection(usb.requestDevice({ filters: [] }))).name, 'SecurityError')
  t.ok(await clicked(() => rejection(usb.requestDevice({ filters: [{ productId: 1 }] })), '') instanceof TypeError)
  t.equal((await clicked(() => rejection(usb.requestDevice({ filters: [] })), '')).name, 'NotFoundError')
})

test('the device that was chosen is described', async t => {
  const board = await clicked(() => usb.requestDevice({ filters: [{ vendorId: 0x2e8a, classCode: 255 }] }), '2e8a')
  t.deepEqual([board.usbVersionMajor, board.usbVersionMinor, board.usbVersionSubminor], [2, 0, 1])
  t.deepEqual([board.deviceVersionMajor, board.deviceVersionMinor, board.deviceVersionSubminor], [1, 2, 3])
  t.deepEqual([board.opened, board.configuration], [false, null])
  t.equal((await usb.getDevices())[0], board)
  t.equal((await rejection(board.claimInterface(0))).name, 'InvalidStateError')
  await board.open()
  await board.open()
  t.equal(board.configuration.configurationValue, 1)
  t.equal(board.configuration.interfaces[0].claimed, false)
})

test('data go both ways', async t => {
  const [board] = await usb.getDevices()
  await board.selectConfiguration(1)
  t.equal((await rejection(board.transferIn(1, 64))).name, 'NotFoundError')
  t.equal((await rejection(board.claimInterface(1))).name, 'SecurityError')
  await board.claimInterface(0)
  t.equal(board.configuration.interfaces[0].claimed, true)
  const sent = await board.transferOut(1, new TextEncoder().encode('ping'))
  t.deepEqual([sent.status, sent.bytesWritten], ['ok', 4])
  const got = await board.transferIn(1, 64)
  t.deepEqual([got.status, text(got.data)], ['ok', 'ping'])
  t.equal(text((await board.controlTransferIn(SETUP, 64)).data), 'c0 1 2 3')
  t.equal((await board.controlTransferOut(SETUP, new Uint8Array([65]))).bytesWritten, 1)
  t.equal((await board.controlTransferIn({ ...SETUP, request: 9 }, 1)).status, 'stall')
  t.equal((await rejection(board.isochronousTransferIn(1, [8]))).name, 'NotSupportedError')
  await board.clearHalt('in', 1)
  await board.reset()
  await board.releaseInterface(0)
  t.equal(board.configuration.interfaces[0].claimed, false)
})

test('a device that is pulled out is told, and forgotten', async t => {
  const [board] = await usb.getDevices()
  const gone = event(usb, 'disconnect')
  await watch(usb)
  await tell('usb.replug', { there: false })
  t.equal((await gone).device, board)
  t.equal(board.opened, false)
  const back = event(usb, 'connect')
  await tell('usb.replug', { there: true })
  t.equal((await back).device, board)
  await board.forget()
  t.deepEqual(await usb.getDevices(), [])
})
