import { test } from 'oro:test'
import { accept, cancel, list, onDownload } from 'oro:downloads'

const OVER = ['done', 'failed', 'cancelled']

/** Do something that downloads; accept what is asked about as `options` say, and wait for its end. */
function downloaded (begin, answer = id => accept(id)) {
  return new Promise((resolve, reject) => {
    const states = []
    let id = null
    const off = onDownload(download => {
      if (id === null && download.state === 'asked') {
        id = download.id
        answer(id).catch(reject)
      }
      if (download.id !== id) return
      if (states.at(-1) !== download.state) states.push(download.state)
      if (OVER.includes(download.state)) {
        off()
        resolve({ ...download, states })
      }
    })
    begin()
  })
}

function link (href, name) {
  const element = document.createElement('a')
  element.href = href
  if (name !== undefined) element.download = name
  return element
}

const saved = async name => (await fetch(`/saved/${encodeURIComponent(name)}`)).arrayBuffer()
const text = async name => new TextDecoder().decode(await saved(name))

test('a link of a Blob saves it', async t => {
  const url = URL.createObjectURL(new Blob(['of a blob']))
  const { name, states, received } = await downloaded(() => link(url, 'blob.txt').click())
  t.deepEqual([name, received, states.at(0), states.at(-1)], ['blob.txt', 9, 'asked', 'done'])
  t.equal(await text('blob.txt'), 'of a blob')
})

test('a link of data saves it, beside what has its name', async t => {
  const { name } = await downloaded(() => link('data:text/plain,of%20data', 'blob.txt').click())
  t.equal(name, 'blob (1).txt')
  t.equal(await text(name), 'of data')
  t.equal(await text('blob.txt'), 'of a blob')
})

test('a link of the app’s own saves it under the name it gives', async t => {
  const element = link('/files/big.bin', 'mine.bin')
  document.body.append(element)
  const { name, received, total } = await downloaded(() => element.click())
  element.remove()
  t.deepEqual([name, received, total], ['mine.bin', 2097152, 2097152])
  const bytes = new Uint8Array(await saved('mine.bin'))
  t.ok(bytes.length === 2097152 && bytes.every((value, index) => value === index % 256), 'every byte is there')
})

test('a link that is in no document does too', async t => {
  const { name } = await downloaded(() => link('/files/big.bin', 'loose.bin').click())
  t.equal(name, 'loose.bin')
})

test('going to an attachment saves it and stays', async t => {
  const { name, url } = await downloaded(() => { location.href = '/files/report' })
  t.equal(name, 'réport.txt')
  t.equal(url, `${location.origin}/files/report`)
  t.equal(await text(name), 'the report')
})

test('the page gives it another name, made safe', async t => {
  const url = URL.createObjectURL(new Blob(['renamed']))
  const { name } = await downloaded(() => link(url, 'x.txt').click(), id => accept(id, { name: '../../other.txt' }))
  t.equal(name, 'other.txt')
})

test('what never ends is cancelled, and nothing of it stays', async t => {
  const { states, error } = await downloaded(() => { location.href = '/files/endless' }, async id => {
    await accept(id)
    const off = onDownload(async ({ id: moved, received }) => {
      if (moved !== id || received === 0) return
      off()
      await cancel(id)
    })
  })
  t.equal(states.at(-1), 'cancelled')
  t.equal(error, 'it was cancelled')
})

test('what is not accepted is not saved', async t => {
  const url = URL.createObjectURL(new Blob(['unwanted']))
  const { path, states } = await downloaded(() => link(url, 'unwanted.txt').click(), id => cancel(id))
  t.deepEqual([path, states], [null, ['asked', 'cancelled']])
  t.equal((await fetch('/saved/unwanted.txt')).status, 404)
})

test('the list has all of them', async t => {
  const found = await list()
  t.deepEqual(found.map(download => download.state), ['done', 'done', 'done', 'done', 'done', 'done', 'cancelled', 'cancelled'])
})
