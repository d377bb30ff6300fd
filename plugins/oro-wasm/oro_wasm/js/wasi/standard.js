/**
 * Standard input, output and error of a guest, by numbers of open files.
 * @module
 */

import { fstatSync, readSync, writeSync } from 'oro:fs'
import { sendSync } from 'oro:ipc'
import { READ, WRITE } from './preview1/constants.js'
import { Descriptor } from './preview1/descriptors/descriptor.js'
import { WasiError } from './preview1/errno.js'
import { asked, statOf } from './disk.js'

/** @typedef {'stdout' | 'stderr'} Output */

/** @type {Record<number, Output>} */
const OUTPUTS = { 1: 'stdout', 2: 'stderr' }

/** Text for the output of the app's process. */
class AppOutput extends Descriptor {
  #route
  #decoder = new TextDecoder()

  /** @param {Output} route */
  constructor (route) {
    super()
    this.#route = route
    this.rights = WRITE
  }

  /** @param {Uint8Array[]} buffers */
  write (buffers) {
    let size = 0
    for (const buffer of buffers) {
      const text = this.#decoder.decode(buffer.slice(), { stream: true })
      if (text) this.#send(text)
      size += buffer.length
    }
    return size
  }

  /** @param {string} value */
  #send (value) {
    const { err } = sendSync(this.#route, {}, {}, value)
    if (err) throw new WasiError('io')
  }
}

/** The input of the app's process comes only to those who wait without standing still. */
class AppInput extends Descriptor {
  rights = READ

  /** @returns {never} */
  read () { throw new WasiError('notsup') }

  /** @returns {never} */
  readable () { throw new WasiError('notsup') }
}

/** An open file, read and written where the system's own position is. */
class NumberedFile extends Descriptor {
  #fd

  /** @param {number} fd @param {bigint} rights */
  constructor (fd, rights) {
    super()
    this.#fd = fd
    this.rights = rights
    this.type = this.stat().type
  }

  /** @param {Uint8Array[]} buffers */
  read (buffers) {
    const buffer = buffers.find(({ length }) => length > 0)
    if (!buffer) return 0
    const bytes = new Uint8Array(buffer.length)
    const size = asked(() => readSync(this.#fd, bytes, 0, bytes.length, null))
    buffer.set(bytes.subarray(0, size))
    return size
  }

  /** @param {Uint8Array[]} buffers */
  write (buffers) {
    let size = 0
    for (const buffer of buffers) size += buffer.length && asked(() => writeSync(this.#fd, buffer.slice()))
    return size
  }

  stat () {
    return asked(() => statOf(fstatSync(this.#fd, { bigint: true })))
  }
}

/**
 * @param {number} fd
 * @param {bigint} right
 * @returns {Descriptor}
 * @throws {WasiError} `badf`
 */
export function standard (fd, right) {
  const output = OUTPUTS[fd]
  if (output) return new AppOutput(output)
  return fd === 0 ? new AppInput() : new NumberedFile(fd, right)
}
