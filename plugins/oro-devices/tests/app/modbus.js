import { test } from 'oro:test'
import { ModbusRTU } from './node_modules/modbus-webserial/dist/index.js'
import { clicked, tell } from './hand.js'

test('modbus-webserial reads and writes registers of a slave', async t => {
  await tell('board.act', { peer: 'modbus' })
  const client = await clicked(() => ModbusRTU.openWebSerial({ baudRate: 19200, requestFilters: [{ usbVendorId: 0x2341 }] }), 'board')
  client.setID(1)
  await client.writeRegister(3, 0x1234)
  await client.writeRegisters(4, [1, 2, 65535])
  t.deepEqual((await client.readHoldingRegisters(3, 4)).data, [0x1234, 1, 2, 65535])
  const error = await client.readHoldingRegisters(99, 4).catch((/** @type {any} */ error) => error)
  t.equal(error.message, 'Illegal Data Address')
  await client.close()
})
