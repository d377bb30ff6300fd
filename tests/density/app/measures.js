import { request } from 'oro:ipc'

/**
 * Call a route.
 * @param {string} name
 * @param {Record<string, any>} [params]
 */
export async function ask (name, params) {
  const { err, data } = await request(name, params)
  if (err) throw err
  return data
}

/** Wait until `look` gives something true, for which the runner's own time is the limit. @param {() => any} look */
export async function until (look) {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/**
 * Wait until a picture of a window that shows `index.html` has every pixel of the display, each where it belongs.
 * @param {number} index
 * @param {number[]} size
 * @param {number} density
 */
export async function pictured (index, size, density) {
  const [red, blue] = [[0xcc, 0x33, 0x00], [0x33, 0x66, 0x99]]
  const wanted = { size: size.map((each) => each * density), first: red, last: red, before: blue, after: blue }
  await until(async () => JSON.stringify(await picture(index, density)) === JSON.stringify(wanted))
}

/**
 * Take a picture of a window.
 * @param {number} index
 * @param {number} density
 * @returns {Promise<object>} its size, and the colours of pixels at the edges of the square, in it and beside it
 */
async function picture (index, density) {
  const bytes = Uint8Array.from(atob(await ask('density.picture', { index })), (each) => each.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'))
  context.drawImage(bitmap, 0, 0)
  const colour = (/** @type {number} */ x, /** @type {number} */ y) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]
  const [left, top, right, bottom] = [100, 50, 130, 70].map((each) => each * density)
  return {
    size: [bitmap.width, bitmap.height],
    first: colour(left, top),
    last: colour(right - 1, bottom - 1),
    before: colour(left - 1, top - 1),
    after: colour(right, bottom)
  }
}
