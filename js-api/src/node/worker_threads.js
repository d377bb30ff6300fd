/**
 * Node's threads, as workers of the page. One whose work is done ends (`worker_threads/keep-alive.js`).
 * @module
 */

import { missing } from '../base/internal/missing.js'
import { MessageChannel, MessagePort, moveMessagePortToContext, receiveMessageOnPort } from './worker_threads/ports.js'
import {
  getEnvironmentData, isMainThread, parentPort, resourceLimits, setEnvironmentData, threadId, workerData
} from './worker_threads/thread.js'
import { isMarkedAsUntransferable, markAsUntransferable } from './worker_threads/transfer.js'
import { SHARE_ENV, Worker } from './worker_threads/worker.js'

export const { BroadcastChannel } = globalThis
export const postMessageToThread = missing('worker_threads.postMessageToThread()')
export {
  getEnvironmentData, isMainThread, isMarkedAsUntransferable, markAsUntransferable, MessageChannel, MessagePort,
  moveMessagePortToContext, parentPort, receiveMessageOnPort, resourceLimits, setEnvironmentData, SHARE_ENV, threadId, Worker, workerData
}

export default {
  BroadcastChannel, getEnvironmentData, isMainThread, isMarkedAsUntransferable, markAsUntransferable, MessageChannel, MessagePort,
  moveMessagePortToContext, parentPort, postMessageToThread, receiveMessageOnPort, resourceLimits, setEnvironmentData, SHARE_ENV, threadId, Worker, workerData
}
