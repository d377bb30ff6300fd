/**
 * The panel follows its sources. The test in Python changes them when this asks; the page is loaded again in between,
 * so each step says which one is next.
 */

import { test } from '/oro/test.js' // the panel has no import map
import { shown, until } from './panel.js'

const { documentElement: root } = document
const text = (selector) => shown(selector)?.textContent ?? ''

const type = (name, values) => values.forEach((value, index) => {
  const input = shown(`#input-${name}-${index}`)
  input.value = value
  input.dispatchEvent(new Event('input'))
})

const call = async (name) => {
  const result = shown(`[data-function=${name}] .result`)
  result.textContent = ''
  shown(`#call-${name}`).click()
  await until(() => result.textContent)
  return result.textContent
}

const change = async (name, version) => {
  console.log(`CHANGE ${name}`)
  await until(() => root.dataset.version === String(version) && shown('#status').dataset.state === 'ready' && shown('#call-add'))
}

test('a project is built, shown, called and followed', async (t) => {
  if (sessionStorage.loaded) return again(t)
  await until(() => text('#output').includes('hello from C'))
  await until(() => text('#output').includes('ended with exit code 0'))
  type('add', ['2', '0x28'])
  t.equal(await call('add'), '42')
  type('add', ['2', 'two'])
  t.match(await call('add'), /Cannot read "two" as i32/)
  t.equal(shown('#input-add-1').getAttribute('aria-invalid'), 'true')
  type('add', ['2', '40'])
  for (const expected of ['1', '2', '3']) t.equal(await call('count'), expected)
  root.dataset.mark = 'the same document'

  await change('code', 2)
  t.equal(shown('#input-add-1').value, '40', 'what was typed stays')
  t.equal(await call('add'), '142', 'new code')
  t.equal(await call('count'), '4', 'in the memory of the old instance')
  await until(() => text('#output').split('hello from C').length === 3)

  await change('data', 3)
  await until(() => text('#output').includes('hallo from C'))
  t.equal(await call('count'), '1', 'a new instance, for texts have moved')

  console.log('CHANGE broken')
  await until(() => shown('#status').dataset.state === 'failed')
  t.match(text('#trouble'), /main\.c:\d+:\d+/)
  t.match(text('.source .here'), /return missing/)
  t.equal(await call('count'), '2', 'the version before goes on')
  console.log('CHANGE mended')
  await until(() => shown('#status').dataset.state === 'ready')
  t.equal(shown('#trouble').hidden, true)
  t.equal(await call('count'), '3')
  t.equal(root.dataset.mark, 'the same document')
  t.match(text('#log'), /Save to page|Built main.wasm|Changed/)

  shown('#call-spin').click()
  await until(() => !shown('#stop').disabled)
  shown('#stop').click()
  await until(() => text('[data-function=spin] .result') === 'stopped')
  t.equal(await call('trap').then((said) => /trapped/.test(said)), true)

  sessionStorage.loaded = '1'
  console.log('CHANGE exports')
  await new Promise(() => {}) // the page is loaded again
})

async function again (t) {
  await until(() => shown('#call-twice'))
  t.equal(root.dataset.mark, undefined, 'another document')
  t.match(text('#output'), /hallo from C[^]*the page was loaded again/)
  t.equal(shown('#input-add-1').value, '40')
  t.match(text('.history'), /add\(2, 40\) = 142/)
  type('twice', ['21'])
  t.equal(await call('twice'), '42')
}
