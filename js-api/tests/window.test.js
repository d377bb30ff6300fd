import application, { createWindow, getCurrentWindow, getWindow, getWindows } from 'oro:application'
import menu from 'oro:application/menu'
import { test } from 'oro:test'
import { ApplicationWindow, constants, formatURL } from 'oro:window'
import { bind, normalizeExpression } from 'oro:window/hotkey'

/**
 * @param {() => any} work
 * @returns {Promise<any>} what it throws or rejects with
 */
async function failure (work) {
  try {
    await work()
  } catch (error) {
    return error
  }
}

const percentage = (/** @type {string} */ name, /** @type {any} */ value) =>
  `Window ${name} must be an integer number or a string with a valid percentage value from 0 to 100 ending with %. Got ${value} instead.`

test('the window this runs in is found', async (t) => {
  const window = await getCurrentWindow()
  t.ok(window instanceof ApplicationWindow)
  t.equal(window.index, 0)
  t.equal(application.getCurrentWindowIndex(), 0)
  t.ok([constants.WINDOW_CREATED, constants.WINDOW_SHOWN].includes(window.status))
  t.equal(window.location.href, location.href)
  t.ok(/^\d+$/.test(window.id))
  const windows = await getWindows()
  t.equal(windows.length, 1)
  t.equal(windows[0].id, window.id)
  t.equal((await getWindow(0))?.id, window.id)
  t.equal(await getWindow(5), null)
  t.equal(await getWindow(-1), null)
  t.deepEqual([...await getWindows([])], [])
})

test('a window is told to change, and says how it is', async (t) => {
  const window = await getCurrentWindow()
  t.equal(await window.setTitle('A title'), window)
  t.equal(window.getTitle(), 'A title')
  t.equal((await (await getCurrentWindow()).update()).title, 'A title')
  await window.setSize({ width: 640, height: 480 })
  await window.maximize()
  await window.restore()
})

test('sizes that make no sense are refused', async (t) => {
  const window = await getCurrentWindow()
  for (const wrong of ['101%', '5', 1.5, '-1%', null, '%']) {
    t.equal((await failure(() => window.setSize(/** @type {any} */ ({ width: wrong }))))?.message, percentage('width', wrong))
    t.equal((await failure(() => createWindow(/** @type {any} */ ({ index: 1, path: '/', height: wrong }))))?.message, percentage('height', wrong))
  }
})

test('indices that make no sense are refused', async (t) => {
  for (const wrong of [-2, 1.5, '0', null, 64]) {
    const message = `Invalid window index: ${wrong} (must be a positive integer number)`
    t.equal((await failure(() => getWindow(/** @type {any} */ (wrong))))?.message, message)
    t.equal((await failure(() => getWindows(/** @type {any} */ ([wrong]))))?.message, message)
  }
  t.equal((await failure(() => getWindows(/** @type {any} */ (0))))?.message, 'Indices list must be an array of integer numbers')
})

test('making a window needs an index that is free, and a page', async (t) => {
  for (const wrong of [undefined, {}, { index: 1 }, { path: '/' }]) {
    t.equal((await failure(() => createWindow(/** @type {any} */ (wrong))))?.message, 'Path and index are required options')
  }
  t.equal((await failure(() => createWindow({ index: 0, path: '/' })))?.message, 'Window with index 0 already exists')
})

test('an event is sent to a window', async (t) => {
  const window = await getCurrentWindow()
  const heard = new Promise((resolve) => addEventListener('greeting', (/** @type {any} */ { detail }) => resolve(detail), { once: true }))
  await window.send({ window: 0, event: 'greeting', value: { text: 'é' } })
  t.deepEqual(await heard, { text: 'é' })
})

test('sending what makes no sense is refused', async (t) => {
  const window = await getCurrentWindow()
  const refused = async (/** @type {any} */ options, by = window) => (await failure(() => by.send(options)))?.message
  t.equal(await refused({ window: '0', event: 'x' }), 'window should be an integer')
  t.equal(await refused({ window: 0, backend: true, event: 'x' }), 'backend option cannot be used together with window option')
  for (const event of ['', undefined, 5]) t.equal(await refused({ window: 0, event }), 'event should be a non-empty string')
  const other = new ApplicationWindow({ ...window.state, index: 1 })
  t.equal(await refused({ window: 0, event: 'x' }, other), 'window.send can only be used from the current window')
})

test('what is posted to a window is heard there', async (t) => {
  const window = await getCurrentWindow()
  const same = await getCurrentWindow()
  const heard = new Promise((resolve) => window.once('message', (/** @type {MessageEvent} */ event) => resolve(event.data)))
  same.postMessage({ n: new Map([[1, 2]]) })
  t.equal(/** @type {any} */ (await heard).n.get(1), 2)
})

test('what the host has no routes for says so', async (t) => {
  const window = await getCurrentWindow()
  for (const ask of [() => application.backend.open(), () => bind('Control + k'), () => window.send({ backend: true, event: 'x' })]) {
    const error = await failure(ask)
    t.ok(error === undefined || error.code === 'ERR_NOT_IMPLEMENTED' || error.code === 'SECURITY_ERR', error?.message)
  }
})

test('a list holds windows by their index', async (t) => {
  const window = await getCurrentWindow()
  const third = new ApplicationWindow({ ...window.state, index: 3 })
  const list = application.ApplicationWindowList.from(third, window)
  t.equal(list.length, 4)
  t.equal(list[3], third)
  t.deepEqual([...list.keys()], [0, 3])
  t.deepEqual([...list].map(({ index }) => index), [0, 3])
  t.equal(list.item(1), undefined)
  t.ok(list.contains(third) && list.remove(third) && !list.contains(3))
  t.equal(list[3], undefined)
  t.equal(list.clear().length, 0)
})

test('the app tells what it is', (t) => {
  t.equal(application.config.meta_bundle_identifier, 'org.example.js')
  t.equal(application.client.type, 'window')
  t.equal(application.client.frameType, 'top-level')
  t.equal(application.client.toJSON().location, location.href)
  t.ok(/^\d+\.\d+/.test(application.runtimeVersion.full))
  t.equal(application.MAX_WINDOWS, 64)
  t.equal(formatURL('a.html'), 'oro://org.example.js/a.html')
  t.equal(normalizeExpression('Control+ K'), 'control + k')
})

test('pausing is noticed', (t) => {
  let times = 0
  const count = () => times++
  application.addEventListener('applicationpause', count)
  t.equal(application.isPaused(), false)
  dispatchEvent(new Event('applicationpause'))
  t.equal(application.isPaused(), true)
  dispatchEvent(new Event('applicationresume'))
  application.removeEventListener('applicationpause', count)
  t.equal(application.isPaused(), false)
  t.equal(times, 1)
})

test('what is chosen in a menu is heard there and in the container', (t) => {
  /** @type {string[]} */
  const heard = []
  menu.tray.addEventListener('menuitem', (/** @type {any} */ event) => heard.push(`tray ${event.title}`))
  application.addEventListener('menuitem', (event) => heard.push(`any ${event.title} ${event.menu.type}`))
  dispatchEvent(new CustomEvent('menuItemSelected', { detail: { title: 'Quit', parent: 'App', type: 'tray', state: '0' } }))
  dispatchEvent(new CustomEvent('menuItemSelected', { detail: { title: 'Open', parent: 'App', type: 'system', state: '0' } }))
  t.deepEqual([...heard].sort(), ['any Open system', 'any Quit tray', 'tray Quit'])
})
