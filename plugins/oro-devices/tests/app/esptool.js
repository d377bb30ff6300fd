import { test } from 'oro:test'
import { ESPLoader, Transport } from './node_modules/esptool-js/bundle.js'
import { clicked, tell } from './hand.js'

const ADDRESS = 0x10000

test('esptool-js finds out the chip, and writes its flash', async t => {
  await tell('board.act', { peer: 'rom' })
  const port = await clicked(() => /** @type {any} */ (navigator).serial.requestPort(), 'board')
  const transport = new Transport(port)
  const terminal = { clean () {}, writeLine () {}, write () {} }
  const loader = new ESPLoader({ transport, baudrate: 115200, romBaudrate: 115200, terminal })
  t.ok((await loader.main('no_reset')).startsWith('ESP32-C3'))
  t.equal(await loader.chip.readMac(loader), '11:22:33:44:55:66')
  const data = Uint8Array.from({ length: 50_000 }, (_, at) => (at * 7 + (at >> 8)) & 255)
  const shares = /** @type {number[]} */ ([])
  await loader.writeFlash({
    fileArray: [{ data, address: ADDRESS }],
    flashSize: 'keep',
    flashMode: 'keep',
    flashFreq: 'keep',
    eraseAll: false,
    compress: true,
    reportProgress: (/** @type {number} */ _file, /** @type {number} */ written, /** @type {number} */ total) => shares.push(written / total)
  })
  t.equal(shares.at(-1), 1)
  const hex = Array.from(data, each => each.toString(16).padStart(2, '0')).join('')
  t.equal(await tell('board.flash', { start: ADDRESS, size: data.length }), hex)
  await transport.disconnect()
  t.equal(port.readable, null)
})
