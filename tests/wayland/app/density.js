import { getCurrentWindow } from 'oro:application'
import { test } from 'oro:test'

const own = await getCurrentWindow()

test('lengths are logical pixels', async (t) => {
  await own.setSize({ width: 500, height: 400 })
  while (innerWidth !== 500 || innerHeight !== 400) await new Promise((resolve) => setTimeout(resolve, 20))
  await own.update()
  const { size, screen: told } = own.state
  t.deepEqual(size, { width: 500, height: 400 })
  t.deepEqual([told.width, told.height], [screen.width, screen.height])
  t.equal(devicePixelRatio, 2)
})
