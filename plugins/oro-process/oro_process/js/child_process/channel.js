/**
 * Messages between a child and who started it. A Node program gets them as lines of JSON through a descriptor that the
 * variable `NODE_CHANNEL_FD` names; a forked worker by `postMessage()`.
 * @module
 */

import { NotImplementedError } from 'oro:errors'
import { invalidArgType, nodeError } from 'oro:errors/node'
import { nextTick } from 'oro:process'
import { closedChannel, disconnected } from './errors.js'

/**
 * @typedef {object} Transport
 * @property {(message: any, done: (error?: any) => void) => void} post
 * @property {() => void} close
 */

/**
 * Give an emitter `send()`, `disconnect()`, `connected` and `channel`, as a child and a forked process have them.
 * @param {any} emitter
 * @param {Transport} transport
 * @returns {{ receive: (message: any) => void, end: () => void }} what the other side said, and that it has gone
 */
export function attach (emitter, transport) {
  const end = () => {
    if (!emitter.connected) return
    emitter.connected = false
    emitter.channel = null
    transport.close()
    nextTick(() => emitter.emit('disconnect'))
  }
  emitter.connected = true
  emitter.channel = { ref () {}, unref () {}, hasRef: () => false }
  emitter.send = (/** @type {any[]} */ ...args) => send(emitter, transport, args)
  emitter.disconnect = () => emitter.connected ? end() : void emitter.emit('error', disconnected())
  return { receive: (message) => hear(emitter, message), end }
}

/**
 * @param {any} emitter
 * @param {Transport} transport
 * @param {any[]} args
 * @returns {boolean}
 */
function send (emitter, transport, args) {
  const callback = args.slice(1).find((arg) => typeof arg === 'function')
  const [message, handle] = args
  if (args.length === 0 || message === undefined) {
    throw nodeError(TypeError, 'ERR_MISSING_ARGS', 'The "message" argument must be specified')
  }
  if (!['string', 'object', 'number', 'boolean'].includes(typeof message)) {
    throw invalidArgType('message', 'one of type string, object, number, or boolean', message)
  }
  if (handle && typeof handle !== 'function') throw new NotImplementedError('child.send() with a handle')
  if (!emitter.connected) {
    const error = closedChannel()
    nextTick(() => callback ? callback(error) : emitter.emit('error', error))
    return false
  }
  transport.post(message, (error) => {
    if (callback) callback(error ?? null)
    else if (error) emitter.emit('error', error)
  })
  return true
}

/**
 * @param {any} emitter
 * @param {any} message
 */
function hear (emitter, message) {
  const internal = typeof message?.cmd === 'string' && message.cmd.startsWith('NODE_')
  emitter.emit(internal ? 'internalMessage' : 'message', message, undefined)
}

/**
 * Messages of a program, as lines through a pipe.
 * @param {any} child
 * @param {any} pipe a Duplex
 * @param {() => void} closed called when the pipe is closed
 * @returns {Promise<void>} fulfilled once everything the program said was heard
 */
export function throughPipe (child, pipe, closed) {
  let rest = ''
  const { receive, end } = attach(child, {
    post: (message, done) => pipe.write(`${JSON.stringify(message)}\n`, done),
    close: () => pipe.destroy()
  })
  pipe.setEncoding('utf8')
  pipe.on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n')
    rest = /** @type {string} */ (lines.pop())
    for (const line of lines) if (line) receive(JSON.parse(line))
  })
  pipe.on('error', () => {})
  pipe.on('end', end)
  return new Promise((resolve) => pipe.on('close', () => { end(); resolve(); nextTick(closed) }))
}
