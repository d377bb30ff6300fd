import clipboard from 'oro:clipboard'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='
const SIGNATURE = 'iVBORw0KGgo'

/** @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** @param {string} target @param {string} data base64 */
async function copy (target, data) {
  const { err } = await ipc.request('test.copy', { target, data })
  if (err) throw err
}

/** @param {string} target */
const paste = async (target) => (await ipc.request('test.paste', { target })).data

/** @param {string} data */
const image = (data) => new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type: 'image/png' })

test('another program pastes what a page copied', async (t) => {
  await clipboard.writeText('grüße \u{1f600}')
  t.equal((await paste('UTF8_STRING')).text, 'grüße \u{1f600}')
  t.equal(await clipboard.readText(), 'grüße \u{1f600}', 'the page itself, too')
})

test('a page pastes what another program copied', async (t) => {
  await copy('UTF8_STRING', base64('from outside é'))
  t.deepEqual(await clipboard.formats(), ['text/plain'])
  t.equal(await clipboard.readText(), 'from outside é')
  await copy('text/html', base64('<b>bold</b>'))
  const [item] = await clipboard.read()
  t.ok(item.types.includes('text/html'))
  t.equal(await (await item.getType('text/html')).text(), '<b>bold</b>')
  await copy('image/png', PNG)
  t.equal(await base64Of(await (await clipboard.read())[0].getType('image/png')), PNG)
})

test('one thing in several formats is pasted in each', async (t) => {
  const html = new Blob(['<i>ö</i>'], { type: 'text/html' })
  const text = new Blob(['ö'], { type: 'text/plain' })
  await clipboard.write([new ClipboardItem({ 'text/html': html, 'text/plain': text, 'image/png': image(PNG) })])
  t.equal((await paste('UTF8_STRING')).text, 'ö')
  t.ok((await paste('text/html')).text.includes('<i>ö</i>'))
  t.ok((await paste('image/png')).base64.startsWith(SIGNATURE))
  const [item] = await clipboard.read()
  t.deepEqual([...item.types].sort(), ['image/png', 'text/html', 'text/plain'])
})

test('what is wrong is refused and leaves the clipboard as it was', async (t) => {
  await clipboard.writeText('kept')
  for (const body of ['[]', '{"text/plain":1}', '{"image/png":"bm8="}', '{"image/png":"%"}', '{"x/y":"z"}', 'no']) {
    t.equal((await ipc.write('clipboard.write', {}, body)).err?.code, 'ERR_INVALID_ARG', body)
  }
  t.equal((await ipc.request('clipboard.read', { format: 'x/y' })).err?.code, 'ERR_INVALID_ARG')
  t.equal((await clipboard.write([]).catch((error) => error)).message, 'Cannot write 0 items: the clipboard holds one')
  t.equal(await clipboard.readText(), 'kept')
})

test('nothing is left when it is cleared', async (t) => {
  await clipboard.writeText('gone')
  await clipboard.clear()
  t.deepEqual(await clipboard.formats(), [])
  t.equal(await clipboard.readText(), '')
  t.deepEqual(await clipboard.read(), [])
  t.equal((await paste('UTF8_STRING')).text, '')
})

test('navigator.clipboard is the same clipboard, where the engine lets a page have it', async (t) => {
  await clipboard.writeText('ours')
  const found = await navigator.clipboard.readText().catch((error) => error.name)
  t.ok(['ours', 'NotAllowedError'].includes(found), found)
  if (found === 'NotAllowedError') return
  await navigator.clipboard.writeText('theirs')
  t.equal(await clipboard.readText(), 'theirs')
})

/** @param {Blob} blob */
async function base64Of (blob) {
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())))
}
