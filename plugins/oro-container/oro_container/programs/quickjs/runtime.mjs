// The reference runtime in a container: QuickJS as a program of WASI in this Node, within the walls.
//
//     node runtime.mjs '{"mode": "run", "engine": "…", "folders": {"/guest": "/path"}, "arguments": ["…"], "env": {}}'
//     node runtime.mjs '{"mode": "serve", "port": 3000, …}'    its first line of output is the port

import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { WASI } from 'node:wasi'

const KIND = { REQUEST: 1, BODY: 2, END: 3, CANCEL: 4, WAKE: 5, CREDIT: 6, READY: 7, HEAD: 8, FAIL: 9, TIMER: 10, LOG: 11 }
const PART = 1 << 16
/** Milliseconds until a request is given up, and the guest with it, as it may be stuck. */
const PATIENCE = 60_000
/** Bytes of logs that wait for a reader; what comes on top is dropped, as requests wait for none. */
const ROOM = 1 << 20
const told = JSON.parse(process.argv[2])

async function runGuest () {
  const { engine, folders: preopens, arguments: given, env } = told
  const wasi = new WASI({ version: 'preview1', args: ['quickjs', ...given], env, preopens, returnOnExit: true })
  const { instance } = await WebAssembly.instantiate(await readFile(engine), wasi.getImportObject())
  process.exit(wasi.start(instance))
}

/** A guest that answers requests in frames. */
class Guest {
  #process
  #kept = Buffer.alloc(0)
  #streams = 0
  #answers = new Map()
  #waiting = []
  #concurrency = 0

  constructor (ready, ended) {
    const asked = JSON.stringify({ ...told, mode: 'guest' })
    const stdio = ['pipe', 'pipe', 'pipe']
    this.#process = spawn(process.execPath, ['--no-warnings', fileURLToPath(import.meta.url), asked], { stdio })
    this.#process.stdin.on('error', () => {})
    this.#process.stderr.on('data', (data) => say(process.stderr, data))
    this.#process.stdout.on('data', (data) => this.#read(data))
    this.#process.on('close', () => {
      for (const answer of this.#answers.values()) answer.fail('the runtime ended')
      for (const [answer] of this.#waiting) answer.fail('the runtime ended')
      ended(this.#concurrency > 0)
    })
    this.ready = ready
  }

  ask (answer, request, body) {
    this.#waiting.push([answer, request, body])
    this.#next()
  }

  kill () {
    this.#process.kill('SIGKILL')
  }

  #next () {
    while (this.#waiting.length && this.#answers.size < this.#concurrency) {
      const [answer, request, body] = this.#waiting.shift()
      if (answer.left) continue
      const stream = ++this.#streams
      this.#answers.set(stream, answer)
      answer.onleave = () => this.#send(KIND.CANCEL, stream)
      answer.oncredit = (size) => this.#send(KIND.CREDIT, stream, number(size))
      this.#send(KIND.REQUEST, stream, Buffer.from(JSON.stringify(request)))
      for (let at = 0; at < body.length; at += PART) this.#send(KIND.BODY, stream, body.subarray(at, at + PART))
      this.#send(KIND.END, stream)
    }
  }

  #send (kind, stream, payload = Buffer.alloc(0)) {
    const head = Buffer.alloc(9)
    head.writeUInt32BE(payload.length, 0)
    head.writeUInt32BE(stream, 4)
    head[8] = kind
    this.#process.stdin.write(Buffer.concat([head, payload]))
  }

  #read (data) {
    this.#kept = Buffer.concat([this.#kept, data])
    while (this.#kept.length >= 9 && this.#kept.length >= 9 + this.#kept.readUInt32BE(0)) {
      const end = 9 + this.#kept.readUInt32BE(0)
      const [stream, kind, payload] = [this.#kept.readUInt32BE(4), this.#kept[8], this.#kept.subarray(9, end)]
      this.#kept = this.#kept.subarray(end)
      this.#take(kind, stream, payload)
    }
  }

  #take (kind, stream, payload) {
    if (kind === KIND.READY) {
      this.#concurrency = JSON.parse(payload).concurrency
      this.#next()
      this.ready()
    } else if (kind === KIND.TIMER) setTimeout(() => this.#send(KIND.WAKE, stream), payload.readUInt32BE(0))
    else if (kind === KIND.LOG) say(this.#concurrency ? process.stdout : process.stderr, `${JSON.parse(payload).text}\n`)
    else this.#pass(kind, stream, payload)
  }

  #pass (kind, stream, payload) {
    const answer = this.#answers.get(stream)
    if (!answer) return
    if (kind === KIND.HEAD) answer.head(JSON.parse(payload))
    else if (kind === KIND.BODY) answer.body(payload)
    else {
      this.#answers.delete(stream)
      if (kind === KIND.END) answer.end()
      else answer.fail(JSON.parse(payload).message)
      this.#next()
    }
  }
}

/** The answer to one request of HTTP. */
class Answer {
  left = false
  onleave = () => {}
  oncredit = () => {}
  #response
  #ended = false

  constructor (response, late) {
    this.#response = response
    const timer = setTimeout(late, PATIENCE)
    response.on('close', () => {
      clearTimeout(timer)
      this.left = true
      if (!this.#ended) this.onleave()
    })
  }

  head ({ status, headers }) {
    try {
      this.#response.writeHead(status, headers.flat())
    } catch (error) {
      this.fail(error.message)
    }
  }

  body (payload) {
    if (this.left || this.#response.writableEnded) return
    this.#response.write(payload, () => this.#ended || this.oncredit(payload.length))
  }

  end () {
    this.#ended = true
    this.#response.end()
  }

  fail (message) {
    this.#ended = true
    if (this.#response.headersSent) this.#response.destroy()
    else this.#response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(`Cannot answer: ${message}\n`)
  }
}

/** Write to an output that may have no reader. */
function say (output, data) {
  if (output.writableLength < ROOM) output.write(data)
}

function serve () {
  for (const output of [process.stdout, process.stderr]) {
    // Writing to a pipe would hold everything up until it is read.
    output._handle?.setBlocking?.(false)
    output.on('error', () => {})
  }
  let guest = null
  const server = createServer(async (incoming, response) => {
    const parts = []
    try {
      for await (const part of incoming) parts.push(part)
    } catch {
      return // The client is gone.
    }
    const body = Buffer.concat(parts)
    const { method, url: target, rawHeaders, socket } = incoming
    const headers = rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name.toLowerCase(), rawHeaders[at + 1]]]))
    const env = { REQUEST_SCHEME: 'http', CONTENT_LENGTH: String(body.length), REMOTE_ADDR: socket.remoteAddress ?? '' }
    guest ??= start()
    const asked = guest
    asked.ask(new Answer(response, () => asked.kill()), { method, target, headers, env }, body)
  })
  server.on('error', (error) => {
    say(process.stderr, `Cannot serve on port ${told.port}: ${error.message}\n`)
    process.exitCode = 1
    guest?.kill()
  })
  // Those after the first are started with the next request.
  const start = () => new Guest(() => {
    if (!server.listening) server.listen(told.port, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
  }, (begun) => {
    guest = null
    if (!begun && !server.listening) process.exitCode = 1
  })
  guest = start()
}

const number = (value) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

if (told.mode === 'serve') serve()
else await runGuest()
