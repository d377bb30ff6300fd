import { test } from 'oro:test'
import { all, within } from './support/containers.js'

/** A program that writes what it reads, and exits with 7. */
const ECHO = Uint8Array.from(atob('AGFzbQEAAAABEANgBH9/f38Bf2ABfwBgAAACZwMWd2FzaV9zbmFwc2hvdF9wcmV2aWV3MQdmZF9yZWFkAAAWd2FzaV9zbmFwc2hvdF9wcmV2aWV3MQhmZF93cml0ZQAAFndhc2lfc25hcHNob3RfcHJldmlldzEJcHJvY19leGl0AAEDAgECBQMBAAEHEwIGbWVtb3J5AgAGX3N0YXJ0AAMKOAE2AEEAQcAANgIAQQRB5AA2AgBBAEEAQQFBCBAAGkEEQQgoAgA2AgBBAUEAQQFBCBABGkEHEAILABsEbmFtZQEUAwAEcmVhZAEFd3JpdGUCBGV4aXQ='), (letter) => letter.charCodeAt(0))

test('a file of WebAssembly is started, run and served', async (t) => {
  await within(async (container) => {
    await container.fs.writeFile('echo.wasm', ECHO)
    await container.fs.chmod('echo.wasm', 0o755)
    t.deepEqual(await container.exec('./echo.wasm', [], { input: 'told' }), { exit: 7, output: 'told' })
    const running = await container.run('echo.wasm')
    const writer = running.input.getWriter()
    await writer.write('told')
    await writer.close()
    t.deepEqual([await all(running.output), await running.exit], ['told', 7])
    const { port, url, process } = await container.serve('echo.wasm')
    t.match(url, /^http:/)
    const response = await container.fetch(port, '/', { method: 'POST', body: 'Status: 201 Made\r\nX-Own: 1\r\n\r\nbody' })
    t.deepEqual([response.status, response.headers.get('x-own'), await response.text()], [201, '1', 'body'])
    process.kill()
    t.equal(await process.exit, 137)
  })
})
