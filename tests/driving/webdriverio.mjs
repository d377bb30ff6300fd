// WebdriverIO drives an app; prints what it saw.
import { remote } from 'webdriverio'

const [address, app, backend] = process.argv.slice(2)
const { hostname, port } = new URL(address)
const browser = await remote({
  hostname, port: Number(port), logLevel: 'silent',
  capabilities: { browserName: 'oro', 'oro:options': { app, backend } }
})
const seen = {}
try {
  await browser.$('[data-ready]').waitForExist()
  seen.title = await browser.getTitle()
  await browser.$('#first').setValue('20')
  await browser.$('aria/Second').setValue('1')
  await browser.$('button=Add').click()
  await browser.waitUntil(async () => (await browser.$('#sum').getText()) !== '')
  seen.sum = await browser.$('#sum').getText()
  seen.shadow = await browser.$('#host').shadow$('b').getText()
  await browser.$('#ask').click()
  await browser.waitUntil(async () => (seen.asked = await browser.getAlertText().catch(() => undefined)))
  await browser.dismissAlert()
  seen.trusted = await browser.execute(() => globalThis.trusted.every(Boolean))
} finally {
  await browser.deleteSession()
}
console.log(JSON.stringify(seen))
