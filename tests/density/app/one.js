import { getCurrentWindow } from 'oro:application'
import { test } from 'oro:test'

import { ask, pictured, until } from '/measures.js'

const own = await getCurrentWindow()
const state = async () => (await own.update(), own.state)
const { density, positions } = await ask('density.session')

test('sizes and the screen are in logical pixels', async (t) => {
  await own.setSize({ width: 500, height: 400 })
  await until(() => innerWidth === 500 && innerHeight === 400)
  const { size, screen: told } = await state()
  t.deepEqual(size, { width: 500, height: 400 })
  t.deepEqual([told.width, told.height], [screen.width, screen.height])
  t.equal(devicePixelRatio, density)
})

test('a picture has every pixel of the display', async (t) => {
  await pictured(0, [500, 400], density)
  t.ok(true, 'it has')
})

test('positions are in logical pixels, where there are any', async (t) => {
  if (!positions) return t.ok(true, 'there are none')
  await own.setPosition({ x: 40, y: 30 })
  await until(async () => (await state()).position.x === 40)
  t.deepEqual((await state()).position, { x: 40, y: 30 })
  const [left, top] = [40 + 100, 30 + 50].map((each) => each * density)
  await until(async () => await ask('density.pixel', { x: left, y: top }) === '#cc3300')
  t.equal(await ask('density.pixel', { x: left - 1, y: top - 1 }), '#336699')
})
