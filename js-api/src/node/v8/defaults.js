/**
 * The serializer and the deserializer that `v8.serialize()` and `v8.deserialize()` take: views on buffers keep their
 * bytes alone, and a Buffer stays one.
 * @module
 */

import { Deserializer } from './deserializer.js'
import { Serializer } from './serializer.js'
import { kindOf, KINDS, viewOf } from './views.js'

/** Node's v8.DefaultSerializer. */
export class DefaultSerializer extends Serializer {
  constructor () {
    super()
    this._setTreatArrayBufferViewsAsHostObjects(true)
  }

  /** @param {any} view */
  _writeHostObject (view) {
    const kind = ArrayBuffer.isView(view) ? kindOf(view) : -1
    if (kind < 0) return super._writeHostObject(view)
    this.writeUint32(kind)
    this.writeUint32(view.byteLength)
    this.writeRawBytes(view)
  }
}

/** Node's v8.DefaultDeserializer. */
export class DefaultDeserializer extends Deserializer {
  /** @returns {ArrayBufferView} */
  _readHostObject () {
    const kind = KINDS[this.readUint32()]
    const bytes = this.readRawBytes(this.readUint32())
    if (!kind) throw new Error('Unable to deserialize cloned data.')
    return viewOf(kind, bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}
