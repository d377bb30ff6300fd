import { Chat } from 'oro:ai/chat'
import { Model } from 'oro:ai/llm'
import { panel } from 'oro:ai/panel'
import { until } from 'oro:panel'
import { test } from 'oro:test'

const NAME = 'seeing/seeing.gguf'

/**
 * @param {string} colour
 * @returns {Promise<Blob>}
 */
async function picture (colour, type = 'image/png') {
  const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 })
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  context.fillStyle = colour
  context.fillRect(5, 5, 20, 20)
  return new Promise((resolve, reject) => canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Error('no image')), type))
}

/** @param {(Blob | string)[]} files */
async function answer (files) {
  const chat = await new Chat({ model: NAME, size: 256, temp: 0 }).load()
  try {
    const { content } = await chat.send('What is it?', { files, maxTokens: 16 })
    const [said] = await chat.history()
    return { content, said: said.content }
  } finally {
    await chat.unload()
  }
}

test('an image changes the answer of a chat, and the same image does not', async (t) => {
  const model = await Model.load(NAME)
  t.deepEqual([model.vision, model.audio], [true, false])
  const red = await answer([await picture('red')])
  const again = await answer([await picture('red')])
  const blue = await answer([await picture('blue', 'image/jpeg')])
  const none = await answer([])
  t.equal(red.content, again.content)
  t.equal(new Set([red.content, blue.content, none.content]).size, 3)
  t.equal(red.said, 'What is it?')
})

test('what is no image is refused, and so are addresses', async (t) => {
  await t.rejects(answer([new Blob(['x'], { type: 'text/plain' })]), /expected an image or audio/)
  await t.rejects(answer(['https://example.org/x.png']), /fetch nothing/)
  await t.rejects(answer([new Blob(['x'], { type: 'image/png' })]), /no image of type/)
  await t.rejects(answer([new Blob(['x'], { type: 'audio/wav' })]), /only text and images/)
})

test('the endpoint takes an image from a page', async (t) => {
  const reader = new FileReader()
  reader.readAsDataURL(await picture('green'))
  await until(() => reader.readyState === FileReader.DONE, 'no file')
  const content = [{ type: 'image_url', image_url: { url: reader.result } }, { type: 'text', text: 'What?' }]
  const body = JSON.stringify({ model: NAME, max_tokens: 8, temperature: 0, messages: [{ role: 'user', content }] })
  const response = await fetch('/ai/llama/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const told = await response.json()
  t.equal(response.status, 200)
  t.ok(told.choices[0].message.content)
})

test('an image that is chosen in the panel goes with what is said', async (t) => {
  for (const model of await Model.list()) await model.unload()
  await Model.load(NAME)
  const element = document.createElement('div')
  document.body.append(element)
  const controller = new AbortController()
  await panel.mount(element, { signal: controller.signal })
  const input = /** @type {HTMLInputElement} */ (element.querySelector('.lm-ask input'))
  t.equal(input.hidden, false)
  const chosen = new DataTransfer()
  chosen.items.add(new File([await picture('red')], 'red.png', { type: 'image/png' }))
  input.files = chosen.files
  const field = /** @type {HTMLTextAreaElement} */ (element.querySelector('.lm-ask textarea'))
  field.value = 'What is it?'
  const button = /** @type {HTMLButtonElement} */ (element.querySelector('.lm-ask button'))
  button.click()
  await until(() => element.querySelector('.lm-model')?.textContent && button.textContent === 'Send', 'no answer')
  t.equal(element.querySelector('.lm-person')?.textContent, 'What is it? (an image)')
  t.equal(element.querySelector('.lm-bad.lm-model'), null)
  t.equal(input.files?.length, 0)
  controller.abort()
  element.remove()
  for (const model of await Model.list()) await model.unload()
})
