import { test } from 'oro:test'
import { clicked, event, rejection, tell } from './hand.js'

const bluetooth = /** @type {any} */ (navigator).bluetooth

test('a device is asked for by a click, with filters that make sense', async t => {
  t.equal(await bluetooth.getAvailability(), true)
  t.equal((await rejection(bluetooth.requestDevice({ acceptAllDevices: true }))).name, 'SecurityError')
  for (const wrong of [{}, { filters: [] }, { filters: [{}] }, { filters: [{ services: ['no_such'] }] }, { acceptAllDevices: true, filters: [{ name: 'x' }] }]) {
    t.ok(await clicked(() => rejection(bluetooth.requestDevice(wrong)), '') instanceof TypeError, JSON.stringify(wrong))
  }
  const hidden = await clicked(() => rejection(bluetooth.requestDevice({ filters: [{ services: ['human_interface_device'] }] })), '')
  t.equal(hidden.name, 'SecurityError')
  t.equal((await clicked(() => rejection(bluetooth.requestDevice({ acceptAllDevices: true })), '')).name, 'NotFoundError')
})

test('services that were asked for are there', async t => {
  const sensor = await clicked(() => bluetooth.requestDevice({ filters: [{ services: ['heart_rate'] }] }), 'C0:FF:EE')
  t.deepEqual([sensor.name, sensor.gatt.connected], ['Heart sensor', false])
  t.equal((await bluetooth.getDevices())[0], sensor)
  t.equal((await rejection(sensor.gatt.getPrimaryService('heart_rate'))).name, 'NetworkError')
  const server = await sensor.gatt.connect()
  t.equal(server, sensor.gatt)
  t.equal((await rejection(server.getPrimaryService('battery_service'))).name, 'NotFoundError')
  t.deepEqual((await server.getPrimaryServices()).map((/** @type {any} */ each) => each.uuid), ['0000180d-0000-1000-8000-00805f9b34fb'])
})

test('values are read, written and told', async t => {
  const [sensor] = await bluetooth.getDevices()
  const service = await sensor.gatt.getPrimaryService('heart_rate')
  const place = await service.getCharacteristic('body_sensor_location')
  t.deepEqual([place.properties.read, place.properties.notify], [true, false])
  t.equal((await place.readValue()).getUint8(0), 1)
  await place.writeValueWithResponse(new Uint8Array([2]))
  t.equal((await place.readValue()).getUint8(0), 2)
  t.equal((await rejection(place.startNotifications())).name, 'NotSupportedError')
  const rate = await service.getCharacteristic(0x2a37)
  const [descriptor] = await rate.getDescriptors()
  t.equal((await descriptor.readValue()).byteLength, 2)
  t.equal((await rejection(descriptor.writeValue(new Uint8Array(2)))).name, 'SecurityError')
  const beat = event(rate, 'characteristicvaluechanged')
  t.equal(await rate.startNotifications(), rate)
  await tell('sensor.do', { what: 'Beat', rate: 72 })
  t.equal((await beat).target.value.getUint8(1), 72)
  await rate.stopNotifications()
})

test('a device that leaves is told, and connected to again', async t => {
  const [sensor] = await bluetooth.getDevices()
  const gone = event(sensor, 'gattserverdisconnected')
  await tell('sensor.do', { what: 'Leave' })
  await gone
  t.equal(sensor.gatt.connected, false)
  await sensor.gatt.connect()
  t.equal(sensor.gatt.connected, true)
  sensor.gatt.disconnect()
  t.equal(sensor.gatt.connected, false)
  await sensor.forget()
  t.deepEqual(await bluetooth.getDevices(), [])
})
