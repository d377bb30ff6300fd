/**
 * Cameras, microphones and the screen, as far as the engine goes.
 *
 *     const { recorder } = support()
 *     const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
 *     if (recorder.length > 0) new MediaRecorder(stream, { mimeType: recorder[0] })
 *
 * `navigator.mediaDevices` stays the engine's own. This module says beforehand what will work, so that a page need not
 * find out by failing: engines have names for things they cannot do.
 * @module
 */

import { NotSupportedError } from 'oro:errors'

export * as default from './media.js'

/** @typedef {'audioinput' | 'audiooutput' | 'videoinput'} DeviceKind */
/** @typedef {{ id: string, group: string, kind: DeviceKind, label: string }} Device */
/** @typedef {'granted' | 'denied' | 'prompt'} State */

const RECORDED = [
  'video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4',
  'audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'
]

/**
 * The features of media that work in this engine, for this document.
 * @returns {{ capture: boolean, devices: boolean, display: boolean, recorder: string[], frames: boolean, peers: boolean }}
 *   `capture`: `getUserMedia()`; `devices`: `enumerateDevices()`; `display`: `getDisplayMedia()`, after a click;
 *   `recorder`: what `MediaRecorder` writes, best first; `frames`: `ImageCapture`; `peers`: `RTCPeerConnection`
 */
export function support () {
  const devices = globalThis.navigator.mediaDevices
  return {
    capture: typeof devices?.getUserMedia === 'function',
    devices: typeof devices?.enumerateDevices === 'function',
    display: typeof devices?.getDisplayMedia === 'function',
    recorder: RECORDED.filter(records),
    frames: 'ImageCapture' in globalThis,
    peers: 'RTCPeerConnection' in globalThis
  }
}

/**
 * The devices there are. Their ids and labels are empty until the page was granted one: the web has it so.
 * @param {DeviceKind} [kind] only those
 * @returns {Promise<Device[]>} rejects with a NotSupportedError where there are none to be had, such as in a worker
 */
export async function devices (kind) {
  const found = await mediaDevices().enumerateDevices()
  return found
    .filter(device => kind === undefined || device.kind === kind)
    .map(({ deviceId, groupId, kind, label }) => ({ id: deviceId, group: groupId, kind, label }))
}

/**
 * Hear when devices are plugged in and out.
 * @param {(devices: Device[]) => any} callback
 * @returns {() => void} takes the callback away
 * @throws {NotSupportedError}
 */
export function onDevicesChange (callback) {
  const target = mediaDevices()
  const heard = async () => callback(await devices())
  target.addEventListener('devicechange', heard)
  return () => target.removeEventListener('devicechange', heard)
}

/** @returns {Promise<{ camera: State, microphone: State }>} what the app allows its pages, or leaves to the person */
export async function permissions () {
  const state = async (/** @type {string} */ name) => (await navigator.permissions.query({ name: /** @type {any} */ (name) })).state
  return { camera: await state('camera'), microphone: await state('microphone') }
}

function mediaDevices () {
  const found = globalThis.navigator.mediaDevices
  if (!found) throw new NotSupportedError('Cannot use cameras and microphones: this document has no navigator.mediaDevices')
  return found
}

/** @type {boolean | undefined} */
let canRecord

/**
 * Whether a recorder writes a type. WebKitGTK may say so of a type, and then start no recorder of any stream.
 * @param {string} type
 */
function records (type) {
  if (typeof MediaRecorder !== 'function' || !MediaRecorder.isTypeSupported(type)) return false
  canRecord ??= startsRecorder()
  return canRecord
}

function startsRecorder () {
  const canvas = document.createElement('canvas')
  canvas.getContext('2d')
  try {
    const recorder = new MediaRecorder(canvas.captureStream(0))
    recorder.start()
    recorder.stop()
    return true
  } catch {
    return false
  }
}
