import { test } from 'oro:test'
import { clicked, event, rejection, tell } from './hand.js'

const hid = /** @type {any} */ (navigator).hid

test('a device is asked for by a click', async t => {
  t.equal((await rejection(hid.requestDevice({ filters: [] }))).name, 'SecurityError')
  t.ok(await clicked(() => rejection(hid.requestDevice({})), '') instanceof TypeError)
  t.ok(await clicked(() => rejection(hid.requestDevice({ filters: [{}] })), '') instanceof TypeError)
  t.deepEqual(await clicked(() => hid.requestDevice({ filters: [] }), ''), [])
})

test('the device that was chosen is described', async t => {
  const [pad] = await clicked(() => hid.requestDevice({ filters: [{ vendorId: 0x1209, usagePage: 0xff00 }] }), '1209:0001')
  t.deepEqual([pad.vendorId, pad.productId, pad.productName, pad.opened], [0x1209, 1, 'Pad', false])
  t.equal((await hid.getDevices())[0], pad)
  t.ok(pad instanceof globalThis.HIDDevice)
  await pad.open()
  t.equal((await rejection(pad.open())).name, 'InvalidStateError')
  const [collection] = pad.collections
  t.deepEqual([collection.usagePage, collection.usage], [0xff00, 1])
  t.equal(collection.inputReports[0].items[0].reportCount, 2)
  await pad.close()
})

test('reports go both ways', async t => {
  const [pad] = await hid.getDevices()
  t.equal((await rejection(pad.sendReport(2, new Uint8Array([1])))).name, 'InvalidStateError')
  await pad.open()
  const reports = /** @type {any[]} */ ([])
  const two = new Promise(resolve => {
    pad.oninputreport = (/** @type {any} */ event) => {
      reports.push([event.reportId, event.data.getUint8(0), event.data.getUint8(1), event.device === pad])
      if (reports.length === 2) resolve(undefined)
    }
  })
  await pad.sendReport(2, new Uint8Array([5]))
  await pad.sendReport(2, new Uint8Array([6]))
  await two
  t.deepEqual(reports, [[1, 5, 250, true], [1, 6, 249, true]])
  pad.oninputreport = null
  await pad.sendFeatureReport(3, new Uint8Array(4))
  const feature = await pad.receiveFeatureReport(3)
  t.deepEqual([feature.byteLength, feature.getUint8(0), feature.getUint8(4)], [5, 3, 6])
  t.equal((await rejection(pad.sendReport(9, new Uint8Array(1)))).name, 'NotAllowedError')
})

test('a device that is pulled out is told, and comes back', async t => {
  const [pad] = await hid.getDevices()
  const gone = event(hid, 'disconnect')
  await tell('pad.replug', { there: false })
  t.equal((await gone).device, pad)
  t.equal(pad.opened, false)
  const back = event(hid, 'connect')
  await tell('pad.replug', { there: true })
  t.equal((await back).device, pad)
  await pad.open()
  await pad.forget()
  t.deepEqual(await hid.getDevices(), [])
})
