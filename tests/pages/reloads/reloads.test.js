import { test } from 'oro:test'

const WHOLE = { plain: true, imported: true, path: 'a/b', color: 'rgb(1, 2, 3)' }

/** @param {HTMLIFrameElement} frame */
function told (frame) {
  return new Promise((resolve, reject) => {
    addEventListener('message', ({ data }) => resolve(data), { once: true })
    frame.onload = () => setTimeout(() => reject(new Error('the module of the frame did not run')), 2000)
  })
}

test('a document that loads again has scripts, modules and styles that the engine asks for conditionally', async (t) => {
  const frame = document.createElement('iframe')
  frame.src = String(new URL('frame.html', import.meta.url))
  let whole = told(frame)
  document.body.append(frame)
  t.deepEqual(await whole, WHOLE, 'at first')
  for (let again = 1; again < 4; again++) {
    whole = told(frame)
    frame.contentWindow?.location.reload()
    t.deepEqual(await whole, WHOLE, `again ${again}`)
  }
  frame.remove()
})

test('so does one without an import map', async (t) => {
  const frame = document.createElement('iframe')
  frame.src = '/bare/index.html'
  let whole = told(frame)
  document.body.append(frame)
  t.deepEqual(await whole, { path: 'a/b' }, 'at first')
  for (let again = 1; again < 4; again++) {
    whole = told(frame)
    frame.contentWindow?.location.reload()
    t.deepEqual(await whole, { path: 'a/b' }, `again ${again}`)
  }
  frame.remove()
})
