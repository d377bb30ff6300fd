// Pages get the runtime's names as they are from the development server, of their own modules and of packages.

import assert from 'node:assert/strict'
import { createServer as createListener } from 'node:net'
import { test } from 'node:test'

import oro from '@oro/vite'

import { withProject } from './project.js'

const OWN = ['oro:ipc', 'node:fs', 'node:path', '/oro/window.js', 'oro:fs/promises', 'node:util', 'oro:application']
const OF_PACKAGES = ['node:os', 'oro:events', 'node:path', 'node:zlib']
const DEPS = '/node_modules/.vite/deps/'

for (const name of ['vite', 'vite6']) {
  test(`${name} serves names of the runtime`, () => withServer(name, async (text) => {
    const main = await text('/main.js')
    for (const wanted of OWN) assert.match(main, new RegExp(`["']${wanted}["']`))
    assert.deepEqual(main.match(/\/@id\/(?:oro|node):[^"']*/g), ['/@id/oro:fs'], 'a text that is no import stays')
    const bundled = [...main.matchAll(/["'](\/node_modules\/\.vite\/deps\/[^"']+)["']/g)].map((found) => found[1])
    assert.equal(bundled.length, 2)
    const packages = (await Promise.all(bundled.map(text))).join()
    const shared = [...packages.matchAll(/["'](?:\.\/|\/node_modules\/\.vite\/deps\/)((?:chunk|rolldown)[^"']+)["']/g)]
    const whole = [packages, ...await Promise.all(shared.map((found) => text(DEPS + found[1])))].join()
    for (const wanted of OF_PACKAGES) assert.match(whole, new RegExp(`from ["']${wanted}["']`))
    assert.ok(!whole.includes('__vite-browser-external'))
    assert.match(await text('/worker.js?worker_file&type=module'), /from ["']node:os["']/)
  }))

  test(`${name} listens where oro dev looks`, async () => {
    const port = await freePort()
    process.env.ORO_DEV_PORT = String(port)
    try {
      await withServer(name, async (text, server) => {
        assert.deepEqual(server.httpServer.address(), { address: '127.0.0.1', family: 'IPv4', port })
        assert.equal(server.config.server.strictPort, true)
        const client = await text('/@vite/client')
        assert.match(client, new RegExp(`hmrPort = ${port}`), 'hot reload knows where its socket is')
        assert.match(client, /"127\.0\.0\.1"/)
      })
    } finally {
      delete process.env.ORO_DEV_PORT
    }
  })
}

function withServer (name, work) {
  return withProject(async (root) => {
    const { createServer } = await import(name)
    const server = await createServer({ root, configFile: false, logLevel: 'error', plugins: [oro()] })
    try {
      await server.listen()
      const { address, port } = server.httpServer.address()
      const host = address.includes(':') ? `[${address}]` : address
      await work(async (path) => (await fetch(`http://${host}:${port}${path}`)).text(), server)
    } finally {
      await server.close()
    }
  })
}

function freePort () {
  return new Promise((resolve) => {
    const probe = createListener().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
