import { createWindow, getCurrentWindow, getWindow, getWindows, setSystemMenuItemEnabled } from 'oro:application'
import menu from 'oro:application/menu'
import { request } from 'oro:ipc'
import { test } from 'oro:test'
import { constants } from 'oro:window'
import * as hotkey from 'oro:window/hotkey'

const PAGE = '/_test/other.html'
const { signal: finished } = new AbortController()

/**
 * @param {string} type
 * @param {(detail: any) => boolean} [fits]
 * @returns {Promise<any>} the detail of the next such event
 */
function next (type, fits = () => true) {
  return new Promise((resolve) => {
    addEventListener(type, function hear (/** @type {any} */ { detail }) {
      if (!fits(detail)) return
      removeEventListener(type, hear)
      resolve(detail)
    }, { signal: finished })
  })
}

const of = (/** @type {number} */ index) => (/** @type {any} */ detail) => detail.index === index

/**
 * @param {Record<string, any>} [options]
 * @returns {Promise<any>} a window whose page is awake
 */
async function open (options = {}) {
  const awake = next('awake', (detail) => options.index === undefined || detail.index === options.index)
  const window = await createWindow({ index: -1, path: PAGE, width: 400, height: 300, ...options })
  await awake
  return window.update()
}

/** @param {any} window */
async function close (window) {
  const closed = next('windowclosed', of(window.index))
  await window.close()
  await closed
}

/**
 * @param {string} name
 * @param {Record<string, any>} [params]
 */
async function ask (name, params) {
  const { err, data } = await request(name, params)
  if (err) throw err
  return data
}

const claims = await ask('fate.claims')

/**
 * Put a window at a position, or see that it is refused where the backend claims no positions.
 *
 * @param {any} t
 * @param {any} window
 * @param {{ x: number, y: number }} position
 * @returns {Promise<{ x: number, y: number }>} the position it has then
 */
async function place (t, window, position) {
  if (claims.positions) {
    await window.setPosition(position)
    return position
  }
  t.equal((await failure(() => window.setPosition(position)))?.code, 'NOT_SUPPORTED_ERR')
  return { x: 0, y: 0 }
}

/** @param {() => any} work */
async function failure (work) {
  try {
    await work()
  } catch (error) {
    return /** @type {any} */ (error)
  }
}

test('a page makes a window, both talk, and it closes', async (t) => {
  const awake = next('awake')
  const other = await createWindow({ index: 7, path: PAGE })
  t.equal(other.index, 7)
  const told = await awake
  t.deepEqual(told, { index: 7, args: 7, href: `${location.origin}${PAGE}` })
  const window = await getCurrentWindow()
  const answer = next('answer')
  await window.send({ window: 7, event: 'question', value: { from: 0, text: 'é' } })
  t.deepEqual(await answer, { index: 7, text: 'é!', title: 'other' })
  const posted = next('posted')
  other.postMessage(new Set([1, 2]))
  t.deepEqual(await posted, [1, 2])
  t.equal((await failure(() => createWindow({ index: 7, path: PAGE })))?.message, 'Window with index 7 already exists')
  const closed = next('windowclosed')
  await window.send({ window: 7, event: 'leave' })
  t.equal((await closed).index, 7)
  t.equal(await getWindow(7), null)
})

test('many windows are open at once', async (t) => {
  const windows = await Promise.all([1, 2, 3, 4, 5].map((index) => open({ index })))
  t.deepEqual([...(await getWindows()).keys()], [0, 1, 2, 3, 4, 5])
  t.equal(new Set(windows.map(({ id }) => id)).size, 5)
  const found = await ask('window', { id: windows[2].id })
  t.equal(found.index, 3)
  t.equal(await ask('fate.lookup', { index: 3 }), 3)
  await Promise.all(windows.map(close))
  t.equal((await getWindows()).length, 1)
})

test('what a window is asked to be is what it is', async (t) => {
  const { state: first } = await getCurrentWindow()
  const screen = /** @type {any} */ (first).screen
  t.equal(first.size.width, Math.round(screen.width / 2))
  const window = await open({ title: 'Mine', width: '25%', height: 240, minWidth: 140, maxHeight: 300, resizable: true, token: 'a', aspectRatio: '', radius: 4, backgroundColorLight: '#102030', x: 20, y: 30 })
  const state = /** @type {any} */ (window.state)
  t.equal(state.width, Math.round(screen.width / 4))
  t.equal(state.height, 240)
  t.deepEqual([state.minWidth, state.maxHeight, state.token, state.radius], [140, 300, 'a', 4])
  t.equal(state.backgroundColor, 'rgba(16, 32, 48, 1)')
  t.equal(state.origin, location.origin)
  t.equal(state.location.pathname, PAGE)
  await window.setSize({ width: 20, height: 2000 })
  t.deepEqual(window.size, { width: 140, height: 300 })
  await window.setSize({ width: '20%', height: 200 })
  t.deepEqual(window.size, { width: Math.round(screen.width / 5), height: 200 })
  const position = await place(t, window, { x: 40, y: 50 })
  t.deepEqual(window.position, position)
  if (claims.positions) {
    const placed = await ask('fate.placed', { index: window.index, width: Math.round(screen.width / 5), height: 200, x: 40, y: 50 })
    t.deepEqual(placed, [40, 50, Math.round(screen.width / 5), 200], 'and the engine says so too')
  }
  await close(window)
})

test('a window that is to be remembered opens where it was', async (t) => {
  const window = await open({ index: 40, remember: true })
  await window.setSize({ width: 333, height: 222 })
  const position = await place(t, window, { x: 44, y: 55 })
  if (claims.positions) await ask('fate.placed', { index: 40, x: 44, y: 55, width: 333, height: 222 })
  await close(window)
  const again = await open({ index: 40, remember: true, width: undefined, height: undefined })
  t.deepEqual([again.size, again.position], [{ width: 333, height: 222 }, position])
  await close(again)
  const anew = await open({ index: 40 })
  t.deepEqual(anew.size, { width: 400, height: 300 })
  await close(anew)
})

test('what is chosen in a context menu is told', async (t) => {
  const window = await getCurrentWindow()
  const chosen = new Promise((resolve) => menu.context.addEventListener('menuitem', resolve, { once: true }))
  await window.setContextMenu({ value: 'Copy: c\n---\nPaste: v\n---\n' })
  t.deepEqual(await ask('fate.choose', { index: 0, item: 2 }), ['Copy', '---', 'Paste'])
  t.equal((await chosen).title, 'Paste')
  t.ok(/"value" must be/.test((await failure(() => window.setContextMenu({ value: '---' })))?.message))
})

test('keys are bound, listed and let go of', async (t) => {
  const binding = await hotkey.bind('Shift+Ctrl + K', { passive: false })
  t.deepEqual([binding.expression, binding.sequence, binding.isValid, binding.isActive], ['control + shift + k', ['control', 'shift', 'k'], true, true])
  t.equal((await hotkey.bind('control + shift + k')).id, binding.id, 'the same keys are the same binding')
  t.deepEqual((await hotkey.getBindings()).map(({ hash }) => hash), [binding.hash])
  const { modifiers, keys } = await hotkey.getMappings()
  t.deepEqual([modifiers.shift, keys.k, keys.plus, keys['+']], [4, 107, undefined, 43])
  t.equal((await binding.unbind()).isActive, false)
  t.equal((await failure(() => hotkey.unbind(binding.id)))?.name, 'NotFoundError')
  t.ok((await binding.bind()).isActive)
  await hotkey.reset()
  t.deepEqual(await hotkey.getBindings(), [])
  t.ok(/Invalid 'expression' in parameters/.test((await failure(() => hotkey.bind('a + b')))?.message))
})

test('a menu bar is read before it is shown', async (t) => {
  const window = await getCurrentWindow()
  await menu.system.set('App:\n  Quit: q\n  ---\n  !Off: F5;')
  await setSystemMenuItemEnabled({ indexMain: 0, indexSub: 2, enabled: true })
  t.equal((await failure(() => setSystemMenuItemEnabled({ indexMain: 1, indexSub: 0, enabled: true })))?.name, 'NotFoundError')
  t.ok(/begin with a title/.test((await failure(() => menu.system.set('Quit: q;')))?.message))
  t.equal(await window.isAlwaysOnTop(), false)
  if (claims.above) t.equal((await window.setAlwaysOnTop()).state.alwaysOnTop, true)
  else t.equal((await failure(() => window.setAlwaysOnTop()))?.code, 'NOT_SUPPORTED_ERR')
  t.equal((await window.setAlwaysOnTop(false)).state.alwaysOnTop, false)
})

test('a file dialog narrows the choice, and closing it chooses nothing', async (t) => {
  const window = await getCurrentWindow()
  const chosen = failure(() => window.showOpenFilePicker({ contentTypeSpecs: 'image/png:.png|text/plain:.txt,.md' }))
  t.deepEqual(await ask('fate.dismiss'), ['image png', 'text plain'])
  t.equal((await chosen)?.name, 'AbortError')
  t.ok(/contentTypeSpecs/.test((await failure(() => window.showOpenFilePicker({ contentTypeSpecs: 'png' })))?.message))
})

test('a colour is behind the page, and can be another', async (t) => {
  const window = await open({ backgroundColorLight: '#102030', title: 'colours' })
  t.deepEqual(await ask('fate.pixel', { index: window.index, red: 16, green: 32, blue: 48 }), [16, 32, 48])
  await window.setBackgroundColor({ red: 200, green: 100, blue: 50 })
  t.equal(await window.getBackgroundColor(), 'rgba(200, 100, 50, 1)')
  t.deepEqual(await ask('fate.pixel', { index: window.index, red: 200, green: 100, blue: 50 }), [200, 100, 50])
  const wrong = await failure(() => window.setBackgroundColor({ alpha: 2 }))
  t.ok(wrong instanceof RangeError, wrong?.message)
  await close(window)
})

test('a window goes through its states, and the others are told', async (t) => {
  const seen = next('windowstatus', ({ index, status }) => index === 9 && status === constants.WINDOW_SHOWN)
  const window = await open({ index: 9 })
  await seen
  const hidden = next('windowstatus', ({ index, status }) => index === 9 && status === constants.WINDOW_HIDDEN)
  const gone = next('windowhidden', of(9))
  await window.hide()
  await hidden
  await gone
  t.equal((await window.update()).status, constants.WINDOW_HIDDEN)
  const shown = next('windowstatus', ({ index, status }) => index === 9 && status === constants.WINDOW_SHOWN)
  await window.show()
  await shown
  t.equal((await window.show()).status, constants.WINDOW_SHOWN, 'shown again it is shown still')
  await window.maximize()
  await window.restore()
  const closed = next('windowclosed', of(9))
  t.equal((await window.close()).status, constants.WINDOW_SHOWN, 'it says how it was')
  await closed
  await Promise.resolve()
  t.equal(window.status, constants.WINDOW_CLOSED, 'and comes to be closed')
  const heard = (await ask('fate.heard')).filter((/** @type {string} */ line) => line.startsWith('9 '))
  t.deepEqual(heard.map((/** @type {string} */ line) => line.slice(2)), ['creating', 'created', 'shown', 'hiding', 'hidden', 'showing', 'shown', 'closing', 'closed'])
})

test('a window is as large as it says, whatever its kind', async (t) => {
  for (const options of [{}, { resizable: false }, { width: 120, height: 60 }]) {
    const window = await open(options)
    const told = (await window.setSize({ width: 300, height: 200 })).size
    t.deepEqual(told, (await window.update()).size, JSON.stringify(options))
    const inner = await ask('window.eval', { index: window.index, value: '[outerWidth, outerHeight]' })
    t.deepEqual(told, { width: 300, height: 200 }, `as it was asked for, ${inner}`)
    if (options.width) t.deepEqual((await window.setSize({ width: 130, height: 50 })).size, { width: 130, height: 50 }, 'no least size is hidden')
    await close(window)
  }
})

test('a title reaches the window at once, and a window can be killed', async (t) => {
  document.title = 'tide one'
  t.equal(await ask('window.getTitle', { targetWindowIndex: 0 }), 'tide one')
  document.title = 'tide two'
  t.equal((await getCurrentWindow()).title, 'tide two')
  const window = await open({ index: 12 })
  const gone = next('windowstatus', ({ index, status }) => index === 12 && status === constants.WINDOW_KILLED)
  t.equal((await window.kill()).status, constants.WINDOW_KILLED)
  await gone
  t.equal((await getWindows([12])).length, 0)
  await close(await open({ index: 12 }))
})

test('a window without a head is there but hidden, and may have a reserved index', async (t) => {
  const window = await open({ headless: true })
  const state = /** @type {any} */ (window.state)
  t.equal(state.status, constants.WINDOW_HIDDEN)
  t.deepEqual(state.size, state.screen)
  const awake = next('awake', ({ index }) => index >= 64)
  const reserved = await ask('window.create', { url: PAGE, reserved: true, headless: true })
  t.equal(reserved.index, 64)
  await awake
  await Promise.all([close(window), close({ index: 64, close: () => ask('window.close', { targetWindowIndex: 64 }) })])
})

test('one that is unique is made once', async (t) => {
  const window = await open({ unique: true, token: 'only' })
  t.equal((await createWindow({ index: -1, path: '/elsewhere.html', unique: true, token: 'only' })).index, window.index)
  t.equal((await createWindow({ index: -1, path: `${PAGE}?again`, unique: true })).index, window.index)
  await close(window)
})

test('a script is run in another window', async (t) => {
  const window = await open({ userScript: 'globalThis.before = 6' })
  t.equal(await ask('window.eval', { index: window.index, value: 'before * 7' }), 42)
  t.equal(await ask('window.eval', { targetWindowIndex: window.index, value: '[document.title][0]' }), 'other')
  const error = await failure(() => ask('window.eval', { index: window.index, value: 'nowhere.x' }))
  t.ok(/nowhere/.test(error?.message), error?.message)
  await close(window)
})

test('a window has a configuration of its own', async (t) => {
  const window = await open({ config: '[window]\ncolour = "red"\nlimit = 5\n', __runtime_primordial_overrides__: '{"arch":"none"}' })
  const told = await ask('window.eval', { index: window.index, value: '[__args.config.window_colour, __args.config.window_limit, __args.config.meta_title, __RUNTIME_PRIMORDIAL_OVERRIDES__.arch]' })
  t.deepEqual(told, ['red', 5, 'Windows', 'none'])
  await close(window)
})

test('a page that dies is reported, and its window loads again', async (t) => {
  const window = await open({ index: 11 })
  const crashed = next('windowcrashed', of(11))
  await ask('fate.kill', { index: 11 })
  t.ok((await crashed).reason, 'with a reason')
  t.equal((await window.update()).state.readyState, 'none')
  t.ok((await ask('fate.heard')).includes('windowcrashed 11'))
  const awake = next('awake', of(11))
  await window.navigate(`${PAGE}?again`)
  t.equal((await awake).href, `${location.origin}${PAGE}?again`)
  await close(window)
})

test('what makes no sense is refused, and makes no window', async (t) => {
  for (const [options, said] of /** @type {[any, RegExp][]} */ ([
    [{ url: 'https://example.com/' }, /not allowed/],
    [{ width: '200%' }, /"width" must be/],
    [{ height: 'tall' }, /"height" must be/],
    [{ minWidth: '-1' }, /"minWidth" must be/],
    [{ aspectRatio: '0:1' }, /"aspectRatio" must be/],
    [{ backgroundColorDark: 'dark' }, /"backgroundColorDark" must be a colour/],
    [{ config: '[[[' }, /config/],
    [{ __runtime_primordial_overrides__: '{' }, /JSON/],
    [{ resourcesDirectory: '/nowhere' }, /one folder/],
    [{ targetWindowIndex: 64 }, /beyond 64/],
    [{ targetWindowIndex: 96, headless: true }, /0 to 63/],
    [{ targetWindowIndex: -2 }, /0 to 63/],
    [{ targetWindowIndex: 0 }, /already exists/]
  ])) {
    const error = await failure(() => ask('window.create', { url: PAGE, ...options }))
    t.ok(said.test(error?.message), `${JSON.stringify(options)}: ${error?.message}`)
  }
  t.equal((await getWindows()).length, 1)
  t.ok(/no window of client/.test((await failure(() => ask('window', { id: '5' })))?.message))
  t.ok(/there is no window 50/.test((await failure(() => ask('window.send', { targetWindowIndex: 50, event: 'x' })))?.message))
})
