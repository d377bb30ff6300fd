/** The panel trying itself, in a folder of samples. */

import { attempt, until } from 'oro:panel'
import { list, look, read, remove, save } from './disk.js'
import { bytes, decode, encode, join, mediaType, pieces } from './names.js'

/**
 * @typedef {import('./browser.js').Browser} Browser
 * @typedef {import('./disk.js').Entry} Entry
 * @typedef {import('oro:panel').Check} Check
 */

const ENOUGH = 10000
const MADE = ['saved.txt', 'guarded.txt', 'new.txt']

/**
 * @param {Browser} browser
 * @param {string} folder samples: odd names, links, special files, media, a huge file, a folder of very many files
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (browser, folder) {
  const path = encode(folder)
  for (const { name, path } of browser.more) yield await walks(name, encode(path))
  yield await attempt('lists a folder', async () => {
    await browser.go(path)
    const { entries, milliseconds } = /** @type {import('./listing.js').Listing} */ (browser.listing)
    return [entries.length > 5, `${entries.length} entries in ${milliseconds.toFixed(0)} ms`]
  })
  yield await crowds(browser, path)
  yield await oddNames(browser, path)
  yield await links(browser, path)
  yield await specials(browser, path)
  yield await shows(browser, path, 'text', ({ name }) => name.endsWith('.md'))
  yield await shows(browser, path, 'media', ({ name }) => mediaType(name).startsWith('image/'))
  yield await plays(browser, path, 'audio')
  yield await plays(browser, path, 'video')
  yield await huge(browser, path)
  yield await saves(browser, path)
  yield await guards(browser, path)
  yield await live(browser, path)
  yield await attempt('says what is not there', async () => {
    const went = await browser.go(join(path, 'no such folder'))
    return [!went && browser.empty.textContent.includes('Cannot open'), browser.empty.textContent]
  })
  for (const name of MADE) await remove(join(path, name))
  await find(browser, path, ({ name }) => mediaType(name).startsWith('image/'))
}

/**
 * @param {string} place
 * @param {string} path
 */
function walks (place, path) {
  return attempt(`walks through ${place}`, async () => {
    const began = performance.now()
    let count = 0
    const waiting = [path]
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (let next = waiting.shift(); next && count < ENOUGH; next = waiting.shift()) {
        const entries = await list(next)
        count += entries.length
        waiting.push(...entries.filter(({ kind }) => kind === 'folder').map((entry) => entry.path))
      }
    }))
    return [count > 0, `${count.toLocaleString('en')} entries in ${(performance.now() - began).toFixed(0)} ms`]
  })
}

/** @param {Browser} browser @param {string} path */
function crowds (browser, path) {
  return attempt('scrolls through thousands of entries', async () => {
    await browser.go(join(path, 'many'))
    const { rows } = browser
    const count = browser.listing?.entries.length ?? 0
    const began = performance.now()
    let most = 0
    for (let at = 0; at < count; at += 97) {
      rows.reveal(at)
      most = Math.max(most, rows.made)
      await frame()
    }
    rows.reveal(count - 1)
    const last = browser.element.querySelector(`#fs-row-${count - 1}`)
    const each = (performance.now() - began) / Math.ceil(count / 97)
    return [count >= 3000 && most < 150 && last !== null, `${count} entries, at most ${most} rows at once, ${each.toFixed(1)} ms a step`]
  })
}

/** @param {Browser} browser @param {string} path */
function oddNames (browser, path) {
  return attempt('opens files with odd names', async () => {
    await browser.go(join(path, encode('odd names')))
    const entries = browser.listing?.entries ?? []
    const failed = []
    for (const entry of entries) {
      await browser.select(entry.name)
      if (browser.preview.showing !== 'text') failed.push(entry.name)
    }
    const escaped = entries.filter(({ name }) => pieces(decode(name)).some(({ odd }) => odd))
    const detail = `${entries.length} names, ${escaped.length} of them shown with escapes`
    return [entries.length >= 8 && escaped.length >= 4 && !failed.length, failed.length ? `cannot open ${failed.join(', ')}` : detail]
  })
}

/** @param {Browser} browser @param {string} path */
function links (browser, path) {
  return attempt('follows links and says where they lead', async () => {
    await browser.go(join(path, 'links'))
    const entries = browser.listing?.entries ?? []
    const found = await Promise.all(entries.map(({ path }) => look(path)))
    const count = (/** @type {string} */ kind) => found.filter((facts) => facts.kind === kind && facts.target !== null).length
    const detail = `${count('file')} to files, ${count('folder')} to folders, ${count('special')} that lead nowhere`
    return [count('file') > 0 && count('folder') > 0 && count('special') > 1, detail]
  })
}

/** @param {Browser} browser @param {string} path */
function specials (browser, path) {
  return attempt('does not wait for a named pipe', async () => {
    await browser.go(path)
    const pipe = browser.listing?.entries.find(({ kind }) => kind === 'special')
    if (!pipe) return [false, 'there is none']
    const began = performance.now()
    await browser.select(pipe.name)
    return [browser.preview.showing === 'empty', `answered in ${(performance.now() - began).toFixed(0)} ms`]
  })
}

/**
 * @param {Browser} browser
 * @param {string} path
 * @param {string} kind
 * @param {(entry: Entry) => boolean} wanted
 */
function shows (browser, path, kind, wanted) {
  return attempt(`previews ${kind === 'media' ? 'a picture' : kind}`, async () => {
    const entry = await find(browser, path, wanted)
    return [browser.preview.showing === kind, `${entry.name}, ${browser.preview.title.querySelector('small')?.textContent}`]
  })
}

/**
 * @param {Browser} browser
 * @param {string} path
 * @param {'audio' | 'video'} kind
 */
function plays (browser, path, kind) {
  return attempt(`plays ${kind} and seeks in it`, async () => {
    await find(browser, path, ({ name }) => mediaType(name).startsWith(`${kind}/`))
    /** @type {HTMLMediaElement | null} */
    const player = browser.preview.element.querySelector(kind)
    if (!player) return [false, browser.preview.body.textContent ?? 'no player']
    player.muted = true
    await player.play()
    await until(() => player.currentTime > 0.1, 'it does not move')
    const target = player.duration * 0.75
    player.currentTime = target
    await until(() => !player.seeking && player.currentTime >= target - 0.05, 'it does not seek')
    player.pause()
    return [true, `${player.duration.toFixed(1)} s, sought to ${player.currentTime.toFixed(1)} s`]
  })
}

/** @param {Browser} browser @param {string} path */
function huge (browser, path) {
  return attempt('looks into a huge file at once', async () => {
    await browser.go(path)
    const sizes = await Promise.all((browser.listing?.entries ?? []).map(async (entry) => ({ entry, facts: await look(entry.path) })))
    const largest = sizes.reduce((a, b) => a.facts.size > b.facts.size ? a : b)
    const { size } = largest.facts
    const began = performance.now()
    await browser.select(largest.entry.name)
    const shown = performance.now() - began
    const view = browser.preview.body.firstElementChild
    await view?.go?.(size)
    const end = await read(largest.entry.path, size - 3, 16)
    return [size > 2 ** 31 && browser.preview.showing === 'hex' && end.length === 3, `${bytes(size)}, its first bytes in ${shown.toFixed(0)} ms`]
  })
}

/** @param {Browser} browser @param {string} path */
function saves (browser, path) {
  return attempt('edits and saves', async () => {
    const { path: file } = await edit(browser, path, 'saved.txt', 'one\r\ntwo\r\n', 'one\ntwo\nthree ✓\n')
    const written = await browser.preview.editor?.save()
    const now = new TextDecoder().decode(await read(file, 0, 1000))
    return [written === true && now === 'one\r\ntwo\r\nthree ✓\r\n', `line ends kept: ${JSON.stringify(now)}`]
  })
}

/** @param {Browser} browser @param {string} path */
function guards (browser, path) {
  return attempt('does not overwrite what changed outside', async () => {
    const { path: file } = await edit(browser, path, 'guarded.txt', 'before\n', 'mine\n')
    await save(file, 'theirs\n')
    const written = await browser.preview.editor?.save()
    const asked = browser.preview.element.querySelector('[role=alert]')
    const now = new TextDecoder().decode(await read(file, 0, 1000))
    browser.preview.editor?.revert()
    return [written === false && asked !== null && now === 'theirs\n', asked?.textContent ?? 'it did not ask']
  })
}

/** @param {Browser} browser @param {string} path */
function live (browser, path) {
  return attempt('shows outside changes by itself', async () => {
    await browser.go(path)
    await until(() => browser.listing?.watching, 'the folder is not watched')
    const name = 'new.txt'
    const began = performance.now()
    await save(join(path, name), 'first\n')
    await until(() => (browser.listing?.index(name) ?? -1) >= 0, 'the new file does not appear')
    const appeared = performance.now() - began
    await browser.select(name)
    await save(join(path, name), 'second\n')
    await until(() => browser.preview.editor?.area.value === 'second\n', 'the new text does not appear')
    return [true, `a new file after ${appeared.toFixed(0)} ms, its new text as well`]
  })
}

/**
 * @param {Browser} browser
 * @param {string} path
 * @param {string} name
 * @param {string} content on disk
 * @param {string} typed in the editor
 * @returns {Promise<Entry>}
 */
async function edit (browser, path, name, content, typed) {
  await save(join(path, name), content)
  const entry = await find(browser, path, (entry) => entry.name === name)
  const area = browser.preview.editor?.area
  if (!area) throw new Error('there is no editor')
  area.value = typed
  area.dispatchEvent(new Event('input'))
  return entry
}

/**
 * @param {Browser} browser
 * @param {string} path
 * @param {(entry: Entry) => boolean} wanted
 * @returns {Promise<Entry>}
 */
async function find (browser, path, wanted) {
  await browser.go(path)
  const entry = browser.listing?.entries.find(wanted)
  if (!entry) throw new Error('the folder has no such file')
  await browser.select(entry.name)
  return entry
}

function frame () {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}
