import { copyButton, report } from 'oro:diagnostics'
import { test } from 'oro:test'

test('a report can be asked for', async (t) => {
  const text = await report()
  t.ok(text.startsWith('# org.example.diagnostics: report of '), text)
  t.ok(/- engine: (gtk|qt)/.test(text), text)
  t.ok(/- WebKit2: \d|- QtWebEngineCore: \d/.test(text), text)
})

test('a button copies it and says so', async (t) => {
  const button = copyButton({ label: 'Copy', copied: 'Is copied' })
  document.body.append(button)
  t.equal(button.textContent, 'Copy')
  button.click()
  t.equal(button.disabled, true)
  await /** @type {Promise<void>} */ (new Promise((resolve) => {
    new MutationObserver(() => resolve()).observe(button, { childList: true })
  }))
  t.equal(button.textContent, 'Is copied', button.title)
})
