// A project on disk that imports modules of the runtime in every way there is.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const FILES = {
  'package.json': '{ "type": "module" }',
  'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
  'main.js': `import { request } from 'oro:ipc'
import fs from 'node:fs'
import path from 'path'
import * as window from '/oro/window.js'
import { greeting, os } from 'modern'
import classic from 'classic'
export { readFile } from 'oro:fs/promises'
export * as util from 'node:util'
const lazy = () => import('oro:application')
const worker = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
console.log(request, fs, path, window, greeting, os, classic, lazy, worker)
globalThis.text = '/@id/oro:fs'
`,
  'worker.js': "import { hostname } from 'node:os'\npostMessage(hostname())\n",
  'modern/package.json': '{ "name": "modern", "type": "module", "main": "index.js" }',
  'modern/index.js': "import * as os from 'os'\nimport { on } from 'oro:events'\nexport const greeting = on\nexport { os }\n",
  'classic/package.json': '{ "name": "classic", "main": "index.js" }',
  'classic/index.js': "const { join } = require('path')\nconst zlib = require('node:zlib')\nmodule.exports = { join, zlib }\n"
}

/** Calls a function with a new folder that has the project, and removes it. */
export async function withProject (work) {
  const folder = await mkdtemp(join(tmpdir(), 'oro-vite-'))
  try {
    await write(folder)
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function write (folder) {
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, /^(modern|classic)\//.test(name) ? `node_modules/${name}` : name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
}

