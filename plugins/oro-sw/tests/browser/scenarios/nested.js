// Documents in frames: whose worker their elements ask, who they are to it, and where it may send them.

import { controlled, dropped, framed, inside, next, registered } from './kit.js'

const { origin } = location
const path = (url) => url.replace(origin, '')

/** What a worker was asked since this was last called, navigations and pages' own lines left out. */
const asked = async (worker, ...given) => (await inside(worker, () =>
  globalThis.kept.fetched.splice(0).map(({ request: { url } }) => url)
)).map((url) => path(url).split('/').pop()).filter((name) => given.length === 0 || given.includes(name)).sort()

/** Wait until a worker was asked for all of these. */
async function has (worker, ...names) {
  const found = []
  while (!names.every((name) => found.includes(name))) found.push(...await asked(worker))
  return [...new Set(found)].sort()
}

const listed = (worker, options) => inside(worker, async ({ data }) => {
  const found = await clients.matchAll(data.data)
  return found.map(({ url, frameType, focused, visibilityState }) => [url.replace(location.origin, ''), frameType, focused, visibilityState]).sort()
}, options)

/** @param {(element: HTMLIFrameElement) => void} dress */
async function made (dress) {
  const element = document.createElement('iframe')
  dress(element)
  const loaded = next(element, 'load')
  document.body.append(element)
  await loaded
  return element.contentWindow
}

/** Add an element to a document, and wait until it is loaded or failed. */
async function added (document, name, attributes) {
  const element = Object.assign(document.createElement(name), attributes)
  const done = Promise.race([next(element, 'load'), next(element, 'error')])
  document.body.append(element)
  await done
}

const navigate = (worker, url) => inside(worker, async ({ data }) => {
  const [frame] = (await clients.matchAll({ includeUncontrolled: true })).filter(({ frameType }) => frameType === 'nested')
  const found = await frame.navigate(data.data)
  return found && [found instanceof WindowClient, found.url.replace(location.origin, ''), found.frameType, found.id === frame.id]
}, url)

export default [
  ['/asked/', async (log) => {
    const { active: outer } = await controlled('sw.js')
    const { worker: inner } = await registered('sw.js?inner', { scope: 'inner/' })
    await asked(outer)
    const frame = await framed('inner/page.html')
    log('of the frame', await has(inner, 'page.html', 'style.css', 'more.css', 'back.svg', 'behind.svg', 'script.js', 'made.svg', 'module.js', 'part.js', 'picture.svg'))
    log('of the page', await asked(outer))
    await added(document, 'img', { src: 'inner/above.svg' })
    await added(document, 'script', { src: 'inner/above.js' })
    log('of the page', await asked(outer), 'of the frame', await asked(inner))
    await added(frame.document, 'img', { src: '/asked/below.svg' })
    await added(frame.document, 'script', { src: '/asked/below.js' })
    await added(frame.document, 'link', { rel: 'stylesheet', href: '/asked/below.css' })
    log('of the page', await asked(outer), 'of the frame', await asked(inner))
    await added(frame.document, 'link', { rel: 'stylesheet', href: 'later.css' })
    log('styles', await has(inner, 'later.css', 'late.css', 'edge.svg', 'dot.svg'), await asked(outer))
    const source = new frame.EventSource('/asked/events')
    await next(source, 'error')
    source.close()
    log('events', await asked(outer), await asked(inner))
    await added(document, 'script', { src: 'inner/script.js' })
    await added(document, 'img', { src: 'inner/picture.svg' })
    log('of the page', await asked(outer))
    frame.location.reload()
    log('of the frame, though the page has them', await has(inner, 'script.js', 'picture.svg', 'part.js', 'behind.svg'), await asked(outer))
    const outside = await framed('/scopes/frame.html')
    await added(outside.document, 'img', { src: '/asked/outside.svg' })
    log('of a page without a worker', await asked(outer), await asked(inner))
    frame.frameElement.remove()
    outside.frameElement.remove()
    await dropped()
  }],
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const { worker: inner } = await registered('sw.js?inner', { scope: 'inner/' })
    const frame = await framed('inner/page.html')
    await has(inner, 'part.js')
    const below = frame.document.createElement('iframe')
    below.srcdoc = '<title>made</title>'
    const loaded = next(below, 'load')
    frame.document.body.append(below)
    await loaded
    log('a srcdoc has the worker of its parent', path(below.contentWindow.navigator.serviceWorker.controller.scriptURL))
    await asked(active)
    await added(below.contentDocument, 'img', { src: '/asked/srcdoc.svg' })
    await below.contentWindow.fetch('/asked/answer?body=srcdoc')
    log('asks', await asked(active), await asked(inner))
    log('is', await listed(inner))
    const blank = await made(() => {})
    log('a blank one has none', blank.navigator.serviceWorker.controller ?? null)
    const element = blank.frameElement
    const shown = next(element, 'load')
    element.src = 'frame.html'
    await shown
    const begun = element.contentWindow
    log('until it shows another', path(begun.navigator.serviceWorker.controller.scriptURL))
    await asked(active)
    const xhr = new begun.XMLHttpRequest()
    xhr.open('GET', 'answer?body=xhr')
    xhr.send()
    await next(xhr, 'load')
    await begun.fetch('answer?body=fetch')
    await added(begun.document, 'img', { src: 'begun.svg' })
    log('asks', await asked(active), await asked(inner))
    frame.frameElement.remove()
    element.remove()
    await dropped()
  }],
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const frame = await framed('frame.html')
    const { frameElement } = frame
    log('frame', await listed(active))
    const field = frame.document.body.appendChild(frame.document.createElement('input'))
    frame.focus()
    field.focus()
    log('in it', (await listed(active)).map(([url, type, focused]) => [url, type, focused === frame.document.hasFocus()]))
    log('navigate', await navigate(active, 'frame.html?two'), frameElement.contentWindow.location.search)
    log('the next is controlled, too', path(frameElement.contentWindow.navigator.serviceWorker.controller.scriptURL))
    log('out of scope', await navigate(active, '/scopes/frame.html'), frameElement.contentWindow.location.pathname)
    log('now', await listed(active), (await listed(active, { includeUncontrolled: true })).length)
    log('not its own', await navigate(active, 'frame.html'), frameElement.contentWindow.location.pathname)
    frameElement.remove()
    const again = await framed('frame.html')
    log('nobody', await navigate(active, 'about:blank'), await navigate(active, 'http://['))
    again.frameElement.remove()
    await dropped()
  }]
]
