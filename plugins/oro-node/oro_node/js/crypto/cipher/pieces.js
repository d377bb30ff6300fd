/** Ciphers that handle each piece of data by itself. */

import { nodeError, ossl } from '../base/errors.js'

/** A cipher whose `update()` handles each piece as a whole, and whose `final()` has nothing to add. */
export class Pieces {
  #change

  /** @param {(data: Uint8Array) => Uint8Array} change */
  constructor (change) {
    this.#change = change
  }

  /** @param {Uint8Array} data */
  update (data) {
    return data.length === 0 ? new Uint8Array() : this.#change(data)
  }

  final () {
    return new Uint8Array()
  }
}

/** The error of data that the cipher does not take. */
export function refused () {
  return new Error('Trying to add data in unsupported state')
}

/** The error of a tag that is asked for though no data came. */
export function noTag () {
  return ossl('tag not set')
}

/** The error of more data than a counter counts. */
export function tooLong () {
  return nodeError(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length')
}
