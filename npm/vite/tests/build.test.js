// A build leaves the runtime's modules to it, in every form of import and in packages, with this Vite and an older one.

import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import oro from '@oro/vite'

import { withProject } from './project.js'

for (const name of ['vite', 'vite6']) {
  test(`${name} leaves names of the runtime in a build`, () => withProject(async (root) => {
    const { build, version } = await import(name)
    await build({ root, configFile: false, logLevel: 'error', plugins: [oro()], build: { minify: false } })
    const files = await readdir(join(root, 'dist/assets'))
    const texts = await Promise.all(files.map((file) => readFile(join(root, 'dist/assets', file), 'utf8')))
    const whole = texts.join('\n')
    const imported = new Set([...whole.matchAll(/(?:from|import)\s*\(?\s*["'`]([^"'`]+)["'`]/g)].map((found) => found[1]))
    for (const wanted of ['oro:ipc', 'node:fs', 'node:path', '/oro/window.js', 'node:os', 'oro:events', 'node:zlib',
      'oro:application']) {
      assert.ok(imported.has(wanted), `${version}: ${wanted} is left: ${[...imported]}`)
    }
    assert.ok(!whole.includes('browser-external'), 'no empty module stands in')
    assert.ok(!/Dynamic require|Calling `require`/.test(whole), 'require() of a module of the runtime is an import')
    assert.ok(files.some((file) => file.startsWith('worker')), 'the worker is built')
  }))
}
