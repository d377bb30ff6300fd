import { panel } from 'oro:sqlite/panel'
import { test } from 'oro:test'

test('the panel passes its own checks', async (t) => {
  const element = document.createElement('div')
  document.body.append(element)
  const controller = new AbortController()
  await panel.mount(element, { signal: controller.signal })
  for await (const { name, ok, detail } of panel.check({ element })) t.ok(ok, `${name}: ${detail}`)
  controller.abort()
})
