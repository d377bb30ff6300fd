// Answers requests by PHP, in frames over its standard input and output (see core/gateway/frames.py); or runs one script.
//
//     node worker.mjs '{"packages": "…", "folders": {"/guest": "/host"}, "cwd": "/guest", "ini": {}}'
//     node worker.mjs '{…, "script": {"arguments": ["php", "script.php"]}}'

import { writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'

import { lockingOf } from './locks.mjs'

const KIND = { REQUEST: 1, BODY: 2, END: 3, CANCEL: 4, READY: 7, HEAD: 8, FAIL: 9 }
const MOST = 1 << 16
const start = JSON.parse(process.argv[2])
const require = createRequire(join(start.packages, 'package.json'))
const { PHP, loadPHPRuntime } = require('@php-wasm/universal')
const { getPHPLoaderModule } = require('@php-wasm/node-8-4')

/** Write all of some bytes before anything else happens: a client sees what PHP has flushed while PHP goes on. */
function write(descriptor, bytes) {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(descriptor, bytes, done, bytes.length - done)
    } catch (error) {
      if (error.code === 'EPIPE') process.exit(0)
      if (error.code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

function send(kind, stream, payload = new Uint8Array()) {
  const head = Buffer.alloc(9)
  head.writeUInt32BE(payload.length, 0)
  head.writeUInt32BE(stream, 4)
  head[8] = kind
  write(1, Buffer.concat([head, payload]))
}

const tell = (kind, stream, told) => send(kind, stream, Buffer.from(JSON.stringify(told)))

// Sockets of PHP are WebSockets, by a package that is not there: a connection is refused as by a machine without network.
const ENETUNREACH = 40
const SOCKETS = ['__syscall_connect', '__syscall_bind', '__syscall_listen', '__syscall_sendto', 'wasm_connect']

async function instantiate(file, imports, received) {
  for (const name of SOCKETS) imports.env[name] = () => -ENETUNREACH
  const { instance, module } = await WebAssembly.instantiate(await readFile(file), imports)
  received(instance, module)
}

/** Load PHP, with folders of the machine as folders of its own; what it writes goes where `output` says. */
async function load(output) {
  const loader = await getPHPLoaderModule()
  let module
  const init = (engine, options) => {
    module = loader.init(engine, options)
    for (const name of ['onHeaders', 'onStdout', 'onStderr']) {
      // The library collects these in streams that are read when PHP has ended; they are wanted at once.
      Object.defineProperty(module, name, { get: () => (chunk) => output[name](Buffer.from(chunk)), set: () => {}, configurable: true })
    }
    return module
  }
  const options = { ENV: start.env ?? {}, thisProgram: 'php', processId: process.pid }
  options.instantiateWasm = (imports, received) => void instantiate(loader.dependencyFilename, imports, received)
  if (start.locks) options.bindUserSpace = lockingOf(start.locks)
  const php = new PHP(await loadPHPRuntime({ ...loader, init }, options))
  for (const [guest, host] of Object.entries(start.folders)) {
    php.mkdir(guest)
    await php.mount(guest, (_php, FS, at) => {
      FS.mount(FS.filesystems.NODEFS, { root: host }, at)
      return () => FS.unmount(at)
    })
  }
  const lines = Object.entries(start.ini ?? {}).map(([name, value]) => `${name}=${value}\n`)
  php.writeFile('/internal/shared/php.ini', lines.join(''))
  php.chdir(start.cwd)
  return php
}

// -- one script ------------------------------------------------------------------------------------------------------

async function runScript() {
  const php = await load({ onHeaders() {}, onStdout: (chunk) => write(1, chunk), onStderr: (chunk) => write(2, chunk) })
  const done = await php.cli(start.script.arguments, { env: start.env ?? {} })
  process.exit(await done.exitCode)
}

// -- many requests ---------------------------------------------------------------------------------------------------

/** One answer as it is written. */
class Answer {
  #stream
  #head = []
  #begun = false

  constructor(stream) {
    this.#stream = stream
  }

  /** Take a part of the status and headers, which PHP gives as JSON, in pieces. */
  headers(chunk) {
    this.#head.push(chunk)
  }

  body(chunk) {
    this.#begin()
    for (let at = 0; at < chunk.length; at += MOST) send(KIND.BODY, this.#stream, chunk.subarray(at, at + MOST))
  }

  end() {
    this.#begin()
    send(KIND.END, this.#stream)
  }

  fail(message) {
    tell(KIND.FAIL, this.#stream, { message })
  }

  #begin() {
    if (this.#begun) return
    this.#begun = true
    tell(KIND.HEAD, this.#stream, headOf(Buffer.concat(this.#head).toString('latin1')))
  }
}

function headOf(text) {
  if (!text) return { status: 200, headers: [] }
  const { status, headers } = JSON.parse(text)
  const pairs = headers.map((line) => [line, line.indexOf(':')]).filter(([, at]) => at > 0)
  return { status: status || 200, headers: pairs.map(([line, at]) => [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]) }
}

async function answer(php, stream, request, body, current) {
  current.answer = new Answer(stream)
  try {
    // Servers have a script start in its own folder, unlike the program.
    php.chdir(posix.dirname(request.env.SCRIPT_FILENAME))
    const done = await php.runStream({
      scriptPath: request.env.SCRIPT_FILENAME,
      relativeUri: request.target,
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body: body.length ? new Uint8Array(body) : undefined,
      $_SERVER: request.env,
    })
    await done.exitCode
    current.answer.end()
    return true
  } catch (error) {
    current.answer.fail(String(error?.message ?? error))
    return false
  }
}

async function serve() {
  const current = {}
  const php = await load({
    onHeaders: (chunk) => current.answer?.headers(chunk),
    onStdout: (chunk) => current.answer?.body(chunk),
    onStderr: (chunk) => write(2, chunk),
  })
  tell(KIND.READY, 0, { protocol: 1, name: 'php', concurrency: 1 })
  let kept = Buffer.alloc(0)
  let open = null
  for await (const chunk of process.stdin) {
    kept = Buffer.concat([kept, chunk])
    while (kept.length >= 9 && kept.length >= 9 + kept.readUInt32BE(0)) {
      const end = 9 + kept.readUInt32BE(0)
      const [stream, kind, payload] = [kept.readUInt32BE(4), kept[8], Buffer.from(kept.subarray(9, end))]
      kept = kept.subarray(end)
      if (kind === KIND.REQUEST) open = { stream, request: JSON.parse(payload.toString()), parts: [] }
      else if (open?.stream !== stream) continue
      else if (kind === KIND.BODY) open.parts.push(payload)
      else if (kind === KIND.CANCEL) {
        tell(KIND.FAIL, stream, { message: 'cancelled' })
        open = null
      } else if (kind === KIND.END) {
        const { request, parts } = open
        open = null
        // A runtime that has failed answers nothing more.
        if (!(await answer(php, stream, request, Buffer.concat(parts), current))) process.exit(70)
      }
    }
  }
}

await (start.script ? runScript() : serve())
