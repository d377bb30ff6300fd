/** Pictures, sound and films. */

import { h } from 'oro:panel'
import { read, source } from './disk.js'
import { bytes } from './names.js'

const MOST_PIXELS = 64e6
const MOST_AT_ONCE = 512e6

/**
 * @param {import('./disk.js').Entry} entry
 * @param {import('./disk.js').Facts} facts
 * @param {string} type
 * @returns {Promise<{ element: HTMLElement, told: string }>}
 */
export function mediaView (entry, facts, type) {
  return type.startsWith('image/') ? picture(entry, facts, type) : film(entry, facts, type)
}

/**
 * @param {import('./disk.js').Entry} entry
 * @param {import('./disk.js').Facts} facts
 * @param {string} type
 */
async function picture ({ path }, { size }, type) {
  if (size > MOST_PIXELS) throw new Error(`The picture is too large to be shown here: ${bytes(size)}`)
  const address = URL.createObjectURL(new Blob([await read(path, 0, size)], { type }))
  const image = h('img', { src: address, alt: '' })
  try {
    await image.decode()
  } catch {
    throw new Error(`This is no picture the engine can show: ${type}`)
  } finally {
    URL.revokeObjectURL(address)
  }
  return { element: h('div.fs-stage', {}, image), told: `${image.naturalWidth} × ${image.naturalHeight}` }
}

/**
 * Sound and films are loaded by the element itself where the host knows that it is the page's own. QtWebEngine does not
 * tell, and WebKitGTK has no way to seek: there the whole file is read into memory, so a long film waits until it is
 * asked for.
 * @param {import('./disk.js').Entry} entry
 * @param {import('./disk.js').Facts} facts
 * @param {string} type
 * @returns {Promise<{ element: HTMLElement, told: string }>}
 */
function film ({ path }, { size }, type) {
  const player = h(type.startsWith('audio/') ? 'audio' : 'video', { controls: true, preload: size > MOST_AT_ONCE ? 'none' : 'metadata' })
  const element = h('div.fs-stage', {}, player)
  return new Promise((resolve, reject) => {
    player.onloadedmetadata = () => resolve({ element, told: length(player) })
    const failed = () => reject(new Error(`The engine cannot play this: ${player.error?.message || type}`))
    player.onerror = () => {
      player.onerror = failed
      fromMemory(player, path, size, type).catch(reject)
    }
    if (player.preload === 'none') resolve({ element, told: 'press play to load it' })
    player.src = source(path)
  })
}

/**
 * @param {HTMLMediaElement} player
 * @param {string} path
 * @param {number} size bytes
 * @param {string} type
 */
async function fromMemory (player, path, size, type) {
  if (size > MOST_AT_ONCE) throw new Error(`This is too large to be played here: ${bytes(size)}`)
  const address = URL.createObjectURL(new Blob([await read(path, 0, size)], { type }))
  player.src = address
  player.addEventListener('loadstart', () => player.addEventListener('emptied', () => URL.revokeObjectURL(address)), { once: true })
}

/** @param {HTMLMediaElement} player */
function length (player) {
  const whole = Math.round(player.duration)
  const time = Number.isFinite(whole) ? `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}` : 'endless'
  return player instanceof HTMLVideoElement ? `${player.videoWidth} × ${player.videoHeight}, ${time}` : time
}
