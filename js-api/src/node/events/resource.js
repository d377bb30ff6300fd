/**
 * An emitter whose listeners run in the frame it was made in.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import { AsyncResource } from '../async_hooks/resource.js'
import { EventEmitter } from './emitter.js'

/** The resource behind an emitter. */
class EventEmitterReferencingAsyncResource extends AsyncResource {
  /** @param {EventEmitter} emitter @param {string} type @param {any} options */
  constructor (emitter, type, options) {
    super(type, options)
    this.eventEmitter = emitter
  }
}

/** Node's EventEmitterAsyncResource. */
export class EventEmitterAsyncResource extends EventEmitter {
  #resource

  /** @param {any} [options] of the emitter and of the resource; `name` is its type; by default the name of a class that extends this */
  constructor (options) {
    const given = typeof options === 'string' ? { name: options } : options ?? {}
    super(given)
    if (new.target === EventEmitterAsyncResource && typeof given.name !== 'string') throw invalidArgType('options.name', 'of type string', given.name)
    this.#resource = new EventEmitterReferencingAsyncResource(this, given.name ?? new.target.name, given)
  }

  /**
   * @param {string | symbol} name
   * @param {...any} args
   * @returns {boolean}
   */
  emit (name, ...args) { return this.#resource.runInAsyncScope(() => super.emit(name, ...args)) }
  emitDestroy () { this.#resource.emitDestroy() }
  get asyncId () { return this.#resource.asyncId() }
  get triggerAsyncId () { return this.#resource.triggerAsyncId() }
  get asyncResource () { return this.#resource }
}
