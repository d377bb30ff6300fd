/**
 * Node's v8: values in V8's wire format, which Node reads and writes, and what an engine tells of its heap. The rest is
 * about an engine that a page has no hold of, and throws when it is used.
 * @module
 */

import { NotImplementedError } from '../base/errors.js'
import { missing } from '../base/internal/missing.js'
import { enumerable } from '../internal/callable.js'
import { DefaultDeserializer, DefaultSerializer } from './v8/defaults.js'
import { Deserializer } from './v8/deserializer.js'
import { getHeapStatistics } from './v8/heap.js'
import { Serializer } from './v8/serializer.js'

enumerable(Serializer)
enumerable(Deserializer)
export { DefaultDeserializer, DefaultSerializer, Deserializer, getHeapStatistics, Serializer }

/** @param {any} value @returns {import('./buffer.js').Buffer} */
export function serialize (value) {
  const writer = new DefaultSerializer()
  writer.writeHeader()
  writer.writeValue(value)
  return writer.releaseBuffer()
}

/** @param {ArrayBufferView} buffer @returns {any} */
export function deserialize (buffer) {
  const reader = new DefaultDeserializer(buffer)
  reader.readHeader()
  return reader.readValue()
}

export const cachedDataVersionTag = missing('v8.cachedDataVersionTag()')
export const getHeapCodeStatistics = missing('v8.getHeapCodeStatistics()')
export const getHeapSnapshot = missing('v8.getHeapSnapshot()')
export const getHeapSpaceStatistics = missing('v8.getHeapSpaceStatistics()')
export const queryObjects = missing('v8.queryObjects()')
export const setFlagsFromString = missing('v8.setFlagsFromString()')
export const setHeapSnapshotNearHeapLimit = missing('v8.setHeapSnapshotNearHeapLimit()')
export const stopCoverage = missing('v8.stopCoverage()')
export const takeCoverage = missing('v8.takeCoverage()')
export const writeHeapSnapshot = missing('v8.writeHeapSnapshot()')

/** Node's watcher of garbage collections, which no engine tells pages of. */
export class GCProfiler {
  start () { throw new NotImplementedError('v8.GCProfiler') }
  stop () { throw new NotImplementedError('v8.GCProfiler') }
}

export const promiseHooks = {
  createHook: missing('v8.promiseHooks.createHook()'),
  onInit: missing('v8.promiseHooks.onInit()'),
  onBefore: missing('v8.promiseHooks.onBefore()'),
  onAfter: missing('v8.promiseHooks.onAfter()'),
  onSettled: missing('v8.promiseHooks.onSettled()')
}

export const startupSnapshot = {
  addDeserializeCallback: missing('v8.startupSnapshot.addDeserializeCallback()'),
  addSerializeCallback: missing('v8.startupSnapshot.addSerializeCallback()'),
  setDeserializeMainFunction: missing('v8.startupSnapshot.setDeserializeMainFunction()'),
  isBuildingSnapshot: () => false
}

export default {
  cachedDataVersionTag,
  getHeapSnapshot,
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  setFlagsFromString,
  Serializer,
  Deserializer,
  DefaultSerializer,
  DefaultDeserializer,
  deserialize,
  takeCoverage,
  stopCoverage,
  serialize,
  writeHeapSnapshot,
  promiseHooks,
  queryObjects,
  startupSnapshot,
  setHeapSnapshotNearHeapLimit,
  GCProfiler
}
