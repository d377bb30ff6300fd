import { Model } from 'oro:ai/llm'
import { panel } from 'oro:ai/panel'
import { until } from 'oro:panel'
import { test } from 'oro:test'

/** @param {(element: HTMLElement) => Promise<void>} work */
async function mounted (work) {
  const element = document.createElement('div')
  document.body.append(element)
  const controller = new AbortController()
  await panel.mount(element, { signal: controller.signal })
  await work(element)
  controller.abort()
  element.remove()
}

test('without a model it says what to do', async (t) => {
  for (const model of await Model.list()) await model.unload() // other files of this folder may have left one
  await mounted(async (element) => {
    t.equal(element.querySelector('.lm-said')?.textContent, 'Load a model to talk to it.')
    t.ok(element.querySelector('.lm-note')?.textContent?.includes('One file in the app’s folder of models'))
    t.ok(element.querySelector('.lm-ask button')?.matches(':disabled'))
  })
})

test('the panel passes its own checks', (t) => mounted(async (element) => {
  const passed = []
  for await (const { name, ok, detail } of panel.check({ element })) {
    t.ok(ok, `${name}: ${detail}`)
    passed.push(name)
  }
  t.deepEqual(passed, ['says what there is', 'says what is not there', 'says why it fetches nothing', 'says which models of speech there are, or why none', 'listens to a second of silence, or says why not', 'loads a model', 'answers as it goes', 'stops an answer', 'compares sentences'])
}))

test('a model that is loaded already is taken, and can be unloaded', (t) => mounted(async (element) => {
  const button = /** @type {HTMLElement} */ (element.querySelector('.lm-form .primary'))
  t.ok(element.querySelector('.lm-note')?.textContent?.endsWith('random.gguf is loaded'))
  t.equal(button.textContent, 'Unload')
  button.click()
  await until(() => element.querySelector('.lm-note')?.textContent?.startsWith('One file'))
  t.deepEqual(await Model.list(), [])
  t.equal(element.querySelector('.lm-said')?.textContent, 'Load a model to talk to it.')
}))
