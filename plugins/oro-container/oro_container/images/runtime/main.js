// The runtime on QuickJS as a program of WASI: its files, its pipes, and what scripts import.
//
//     quickjs.wasm /image/main.js serve ENTRY [OPTIONS AS JSON]
//     quickjs.wasm /image/main.js run ENTRY [ARGUMENT …]

import { parse, transform } from '/vendor/esm.js'
import { Problem, routerOf } from './answering.js'
import { Modules, normal } from './modules.js'
import { Router } from './router.js'
import { Serving } from './serving.js'
import { validated } from './validation.js'
import { Headers } from './web/headers.js'
import { Request, Response } from './web/messages.js'
import { URL, URLSearchParams } from './web/url.js'

const disk = globalThis[Symbol.for('oro.files')]
const [, , mode, entry, ...given] = process.argv
const native = { setTimeout: globalThis.setTimeout, read: () => process.stdin.read(), write: process.stdout.write }
Object.assign(globalThis, { Headers, Request, Response, URL, URLSearchParams })
globalThis.queueMicrotask ??= (callback) => void Promise.resolve().then(callback)

const isFolder = (path) => {
  try {
    return Boolean(disk.readdirSync(path))
  } catch {
    return false
  }
}
const files = {
  read: (path) => disk.readFileSync(path, 'utf8'),
  isFolder,
  isFile: (path) => disk.existsSync(path) && !isFolder(path),
  /** The files below a folder, relative to it. */
  below(folder, inside = '') {
    return disk.readdirSync(`${folder}/${inside}`).flatMap((name) => {
      const path = inside ? `${inside}/${name}` : name
      return isFolder(`${folder}/${path}`) ? (name === 'node_modules' ? [] : files.below(folder, path)) : [path]
    })
  },
}
const fs = { __esModule: true, default: disk, ...disk }
const builtins = {
  'oro:runtime': { __esModule: true, Problem, Router, json: (value, init) => Response.json(value, init), validated },
  fs,
  process: { __esModule: true, default: process, ...process },
}
const modules = new Modules(files, { parse, transform }, builtins)
const absolute = (path) => normal(path[0] === '/' ? path : `/app/${path}`)

function serve() {
  const options = JSON.parse(given[0] ?? '{}')
  const serving = new Serving(native.write, options)
  serving.scheduler.install(globalThis)
  // The output belongs to the frames.
  const say = (level) => (...values) => serving.log(level, values.map(text).join(' '))
  globalThis.console = { log: say('info'), info: say('info'), debug: say('debug'), warn: say('warn'), error: say('error') }
  globalThis.print = globalThis.console.log
  process.stdout.write = (data) => (serving.log('info', typeof data === 'string' ? data : new TextDecoder().decode(data)), true)
  serving.ready(routerOf(absolute(entry), modules, files))
  // A frame in each turn, so that all that waits for it runs before the next.
  const turn = () => {
    while (!serving.step()) {
      const bytes = native.read()
      if (!bytes.length) return process.exit(0)
      serving.push(bytes)
    }
    native.setTimeout(turn, 0)
  }
  native.setTimeout(turn, 0)
}

function text(value) {
  if (typeof value === 'string') return value
  if (value instanceof Error) return `${value}\n${value.stack ?? ''}`.trimEnd()
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

if (mode === 'serve') serve()
else if (mode === 'run') {
  process.argv.splice(0, process.argv.length, 'quickjs', absolute(entry), ...given)
  modules.load(absolute(entry))
} else {
  console.error('Cannot start: say "serve" or "run", and the entry')
  process.exit(2)
}
