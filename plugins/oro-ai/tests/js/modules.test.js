import ai, * as ofAi from 'oro:ai'
import chat, * as ofChat from 'oro:ai/chat'
import llm, * as ofLlm from 'oro:ai/llm'
import panel, * as ofPanel from 'oro:ai/panel'
import whisper, * as ofWhisper from 'oro:ai/whisper'
import { test } from 'oro:test'

/** @type {Record<string, [any, Record<string, any>]>} the default export of a module, and the module */
const MODULES = {
  'oro:ai': [ai, ofAi],
  'oro:ai/chat': [chat, ofChat],
  'oro:ai/llm': [llm, ofLlm],
  'oro:ai/whisper': [whisper, ofWhisper]
}

test('the default export of each module has what the module exports, and no default', (t) => {
  for (const [name, [made, module]] of Object.entries(MODULES)) {
    const names = Object.keys(module).filter((each) => each !== 'default')
    t.deepEqual(Object.keys(made).sort(), names.sort(), name)
    for (const each of names) t.equal(made[each], module[each], `${each} of ${name}`)
  }
})

test('modules are the same, imported by themselves or from oro:ai', async (t) => {
  for (const [name, [made]] of Object.entries(MODULES)) t.equal((await import(name)).default, made, name)
  for (const [each, member] of Object.entries(whisper)) t.equal(Reflect.get(ofAi.whisper, each), member, each)
  for (const [each, member] of Object.entries(llm)) t.equal(Reflect.get(ofAi.llm, each), member, each)
})

test('the panel is shown in any page', async (t) => {
  t.equal(panel, ofPanel.panel)
  const leaving = new AbortController()
  const element = document.createElement('main')
  document.body.append(element)
  await panel.mount(element, { signal: leaving.signal })
  t.match(element.querySelector('.lm-speech')?.textContent ?? '', /Speech to text/)
  leaving.abort()
  element.remove()
})
