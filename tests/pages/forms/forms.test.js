// Forms with files that are posted to the app.

import { test } from 'oro:test'

document.body.innerHTML = `
  <iframe name=target></iframe>
  <form method=post action=/posted/form enctype=multipart/form-data target=target>
    <input name=text value=ä><input type=file name=file multiple><input name=action value="a field">
    <button name=button value=pressed formaction=/posted/button>Send</button>
  </form>`
const form = document.querySelector('form')
const frame = document.querySelector('iframe')
const button = document.querySelector('button')
const BYTES = new Uint8Array([0, 255, 13, 10, 45, 45])
const FIELDS = ['text None c3a4', 'file a.bin 00ff0d0a2d2d', 'file empty.txt ', 'action None 61206669656c64']

function chosen () {
  const data = new DataTransfer()
  data.items.add(new File([BYTES], 'a.bin'))
  data.items.add(new File([], 'empty.txt', { type: 'text/plain' }))
  form.querySelector('[type=file]').files = data.files
}

/** What the app shows once a form was sent by `work`. */
async function posted (work) {
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  work()
  await loaded
  return frame.contentDocument.body.innerText.split('\n').map((line) => line.trimEnd())
}

test('a form with files is posted with its fields, to where its button says', async (t) => {
  chosen()
  const expected = (path, ...more) => [path, ...FIELDS, ...more].map((line) => line.trimEnd())
  t.deepEqual(await posted(() => form.requestSubmit()), expected('/posted/form'))
  t.equal(new URL(frame.contentWindow.location.href).pathname, '/posted/form')
  t.deepEqual(await posted(() => button.click()), expected('/posted/button', 'button None 70726573736564'))
  t.deepEqual(await posted(() => form.submit()), expected('/posted/form'))
  t.equal(document.querySelectorAll('form').length, 1)
})

test('a listener may prevent it, wherever it listens', async (t) => {
  chosen()
  let sent = 0
  const count = () => { sent++ }
  frame.addEventListener('load', count)
  addEventListener('submit', (event) => event.preventDefault(), { once: true })
  form.requestSubmit()
  form.querySelector('[type=file]').value = ''
  const lines = await posted(() => form.requestSubmit())
  frame.removeEventListener('load', count)
  t.equal(sent, 1)
  t.equal(lines.length, 4)
})

test('window.open() says why there is no window', async (t) => {
  const said = []
  const { warn } = console
  console.warn = (text) => said.push(text)
  const opened = window.open('/posted/opened')
  const named = window.open('/posted/named', 'target')
  console.warn = warn
  t.equal(opened, null)
  t.equal(named, frame.contentWindow)
  t.equal(said.length, 1)
  t.ok(said[0].includes('/posted/opened') && said[0].includes('createWindow()'), said[0])
})
