import { createWindow, getCurrentWindow } from 'oro:application'
import clipboard from 'oro:clipboard'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

/** Wait until `look` gives something true, for which the runner's own time is the limit. @param {() => any} look */
async function until (look) {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const own = await getCurrentWindow()
const state = async () => (await own.update(), own.state)

test('a window has the keyboard, and the size that was asked for', async (t) => {
  await until(async () => (await state()).focused && document.hasFocus())
  await own.setSize({ width: 500, height: 400 })
  await until(() => innerWidth === 500 && innerHeight === 400)
  t.deepEqual((await state()).size, { width: 500, height: 400 })
})

for (const [index, name, options, asked, given] of /** @type {[number, string, object, number[], number[]][]} */ ([
  [4, 'of one size', { resizable: false }, [260, 180], [260, 180]],
  [5, 'with a greatest size', { maxWidth: 320, maxHeight: 240 }, [900, 700], [320, 240]],
  [6, 'with a least size', { minWidth: 280, minHeight: 150 }, [20, 20], [280, 150]],
  [7, 'with a ratio, where the engine keeps one,', { aspectRatio: '3:2' }, [450, 300], [450, 300]]
])) {
  test(`a window ${name} gives its page the size that was asked for`, async (t) => {
    const channel = new BroadcastChannel('sizes')
    /** @type {number[]} */ let told = []
    channel.onmessage = ({ data }) => { told = data }
    const other = await createWindow({ index, path: '/sized.html', width: 300, height: 200, ...options })
    await until(() => told[0] === 300 && told[1] === 200)
    await other.setSize({ width: asked[0], height: asked[1] })
    await until(() => told[0] === given[0] && told[1] === given[1])
    await other.update()
    t.deepEqual([other.size.width, other.size.height], given)
    channel.close()
    await other.close()
    await until(async () => (await state()).focused)
  })
}

test('the screen is what the engine says', async (t) => {
  const { width, height } = (await state()).screen
  t.deepEqual([width, height], [screen.width, screen.height])
})

test('a position is refused, and none is told', async (t) => {
  const { err } = await ipc.request('window.setPosition', { targetWindowIndex: 0, x: 100, y: 120 })
  t.equal(err?.code, 'NOT_SUPPORTED_ERR')
  t.deepEqual((await state()).position, { x: 0, y: 0 })
})

test('no window is kept in front', async (t) => {
  const { err } = await ipc.request('window.setAlwaysOnTop', { targetWindowIndex: 0, value: true })
  t.equal(err?.code, 'NOT_SUPPORTED_ERR')
  t.equal(await own.isAlwaysOnTop(), false)
  await own.setAlwaysOnTop(false)
})

test('a tray icon says that there is no tray', async (t) => {
  const { err } = await ipc.request('application.setTrayMenu', { value: 'Show: _' })
  t.equal(err?.code, 'NOT_SUPPORTED_ERR')
})

test('what is copied can be pasted', async (t) => {
  await clipboard.writeText('grüße')
  t.equal(await clipboard.readText(), 'grüße')
  t.deepEqual(await clipboard.formats(), ['text/plain'])
  // Not what clear() leaves: Weston keeps what was copied and offers it again, as managers of the clipboard do.
})

test('another window takes the keyboard, and `focused` is true of one', async (t) => {
  const other = await createWindow({ index: 3, path: '/index.html', width: 300, height: 200, x: 50, y: 60 })
  await until(async () => !(await state()).focused && (await other.update(), other.state.focused))
  t.deepEqual(other.state.position, { x: 0, y: 0 })
  await other.close()
  await until(async () => (await state()).focused)
  t.ok(true, 'the first has it again')
})
