/**
 * A program: its modules, its process and what keeps it alive.
 * @module
 */

import { Alive } from './alive.js'
import { makeBuiltins } from './builtins.js'
import { makeCallSites } from './call-sites.js'
import { Loader } from './loader.js'
import { Ports } from './ports.js'
import { makeProcess } from './process.js'
import { Servers } from './servers.js'

class Exit extends Error {}

export class Program {
  #begin
  #lane
  #tree
  #alive
  #exited = false
  #code = 0

  /** @param {any} begin @param {import('../lane.js').Lane} lane @param {import('../tree.js').Tree} tree @param {import('./registry.js').Find} node */
  constructor (begin, lane, tree, node) {
    this.#begin = begin
    this.#lane = lane
    this.#tree = tree
    makeCallSites()
    this.#alive = new Alive(() => this.#idle())
    const ports = new Ports(lane)
    this.#alive.watchGlobals((input, init) => ports.fetch(input, init))
    this.servers = new Servers(lane, this.#alive)
    this.node = node
    this.process = makeProcess({ begin, lane, tree, node, alive: this.#alive, exit: (code) => this.exit(code) })
    this.loader = new Loader(tree, this.process, node)
    this.loader.builtins = makeBuiltins({ begin, lane, tree, node, alive: this.#alive, process: this.process, ports, servers: this.servers, loader: this.loader })
    lane.before = () => tree.flush()
    lane.on = {
      ...lane.on,
      files: ({ edits }) => tree.hear(edits),
      refused: ({ message, code }) => this.#uncaught(Object.assign(new Error(message), { code })),
      signal: ({ name, size }) => this.process.hearSignal(name, size)
    }
    this.#globals()
  }

  async run () {
    const release = this.#alive.hold()
    try {
      await this.#main()
    } catch (error) {
      this.#uncaught(error)
    }
    release()
  }

  /** @param {any} request @param {MessagePort} reply */
  serve (request, reply) {
    this.servers.serve(request, reply)
  }

  /** @param {number} code @returns {never} */
  exit (code) {
    this.#end(code)
    throw new Exit('exit')
  }

  async #main () {
    const [, ...args] = this.#begin.argv
    const [first] = args
    if (first === '-v' || first === '--version') return this.#print(`${this.process.version}\n`)
    if (first === '-e' || first === '--eval' || first === '-p' || first === '--print') {
      this.process.argv.splice(1, 2)
      const value = await this.loader.runText(args[1] ?? '')
      if (first.startsWith('-p') || first === '--print') this.#print(`${this.node('util.js').inspect(value)}\n`)
      return
    }
    if (first?.startsWith('-')) throw new Error(`Cannot run node with "${first}": of its options the page engine has -e, -p and -v`)
    if (first === undefined) {
      const text = await this.process.readInput()
      await this.loader.runText(text)
      return
    }
    const path = this.loader.resolveMain(first, this.#begin.cwd)
    this.process.argv[1] = path
    await this.loader.runMain(path)
  }

  /** @param {string} text */
  #print (text) {
    this.process.stdout.write(text)
  }

  #globals () {
    const { process, node } = this
    const values = {
      process,
      global: globalThis,
      Buffer: node('buffer.js').Buffer,
      console: process.console
    }
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false })
    }
    for (const name of ['postMessage', 'close', 'importScripts']) {
      Object.defineProperty(globalThis, name, { value: undefined, configurable: true, writable: true })
    }
    globalThis.addEventListener('error', (event) => {
      event.preventDefault()
      this.#uncaught(event.error ?? new Error(event.message))
    })
    globalThis.addEventListener('unhandledrejection', (event) => {
      event.preventDefault()
      if (process.listenerCount('unhandledRejection')) process.emit('unhandledRejection', event.reason, event.promise)
      else this.#uncaught(event.reason)
    })
  }

  /** @param {any} error */
  #uncaught (error) {
    if (error instanceof Exit || this.#exited) return
    if (this.process.listenerCount('uncaughtException')) {
      this.process.emit('uncaughtException', error, 'uncaughtException')
      return
    }
    const shown = error instanceof Error ? shownError(error) : this.node('util.js').inspect(error)
    this.process.stderr.write(`Uncaught ${shown}\n\nNode.js ${this.process.version} in a page\n`)
    this.#end(1)
  }

  #idle () {
    if (this.#exited) return
    this.process.emit('beforeExit', this.process.exitCode ?? 0)
    this.#alive.check(() => this.#end(this.process.exitCode ?? 0))
  }

  /** @param {number} code */
  #end (code) {
    if (this.#exited) return
    this.#exited = true
    this.#code = Number(code) || 0
    try {
      this.process.emit('exit', this.#code)
    } catch (error) {
      if (!(error instanceof Exit)) this.#code = 1
    }
    this.#tree.flush()
    this.#leave()
  }

  /** End once what was written has credits. */
  #leave () {
    const held = [1, 2].map((fd) => this.#lane.writers.get(fd)).filter((writer) => writer?.held)
    if (!held.length) return post({ kind: 'exit', code: this.process.exitCode ?? this.#code })
    for (const writer of held) writer?.write(new Uint8Array(), () => queueMicrotask(() => this.#leave()))
  }
}

const post = globalThis.postMessage.bind(globalThis)

/** @param {Error} error */
function shownError (error) {
  const head = `${error.name}: ${error.message}`
  const stack = String(error.stack ?? '')
  return stack.startsWith(error.name) || stack.includes(head) ? stack : `${head}\n${stack}`
}
