import { createWindow } from 'oro:application'
import { test } from 'oro:test'

import { ask, pictured, until } from '/measures.js'

const [WIDTH, HEIGHT] = [1000, 800]
const DENSE = [640 * 2, 512 * 2]
const PLAIN = [1280 * 2 + 640, 512]

/** @type {Map<string, { density: number, width: number, height: number }>} */ const told = new Map()
const channel = new BroadcastChannel('densities')
channel.onmessage = ({ data }) => told.set(data.name, data)

const mouse = (/** @type {any[]} */ ...words) => ask('density.xdotool', { words: words.join(' ') })

/**
 * Ask a window whether it has this density, and its size.
 * @param {number} index
 * @param {number} density
 */
async function arrived (index, density) {
  told.delete(String(index))
  channel.postMessage('tell')
  const found = await Promise.race([until(() => told.get(String(index))), later(1000)])
  return found?.density === density && found.width === WIDTH && found.height === HEIGHT
}

/** @param {number} time @returns {Promise<undefined>} */
const later = (time) => new Promise((resolve) => setTimeout(resolve, time))

/**
 * Move the window that is at a place, on one display: Weston keeps the mouse on it while a button is down.
 * @param {number[]} from
 * @param {number[]} to
 */
async function drag (from, to) {
  await mouse('mousemove', ...from, 'keydown', 'super', 'mousedown', 1)
  await mouse('mousemove', ...to, 'mouseup', 1, 'keyup', 'super')
}

/** Open a window where the mouse is. @param {number} index @param {number[]} place */
async function open (index, place) {
  await mouse('mousemove', ...place)
  return createWindow({ index, path: `/index.html#${index}`, width: WIDTH, height: HEIGHT })
}

test('a window is as dense as the display it opens on', async (t) => {
  for (const [index, place, density] of /** @type {[number, number[], number][]} */ ([[1, PLAIN, 1], [2, DENSE, 2]])) {
    const other = await open(index, place)
    await until(() => arrived(index, density))
    await pictured(index, [WIDTH, HEIGHT], density)
    t.ok(true, `as dense as ${density}`)
    await other.close()
  }
})

test('a window that is moved to another display keeps its size', async (t) => {
  const other = await open(3, DENSE)
  await until(() => arrived(3, 2))
  await until(async () => {
    await drag([310 * 2, 1024], [1279 * 2, 1024])
    await drag([2560 + 20, 512], [2560 + 420, 512])
    return arrived(3, 1)
  })
  await pictured(3, [WIDTH, HEIGHT], 1)
  await other.update()
  t.deepEqual([other.size.width, other.size.height], [WIDTH, HEIGHT])
  await other.close()
})
