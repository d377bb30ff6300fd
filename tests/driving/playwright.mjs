// Playwright connects to an app that runs; prints what it saw.
import { chromium } from 'playwright-core'

const browser = await chromium.connectOverCDP(process.argv[2], { noDefaults: true })
const [page] = browser.contexts()[0].pages()
const seen = {}
await page.locator('[data-ready]').waitFor()
seen.title = await page.title()
const said = page.waitForEvent('console')
await page.getByLabel('First').fill('20')
await page.getByLabel('Second').fill('3')
await page.getByRole('button', { name: 'Add' }).click()
await page.locator('#sum', { hasText: '23' }).waitFor()
seen.said = (await said).text()
seen.frame = await page.frameLocator('#frame').locator('#within').innerText()
seen.shadow = await page.locator('#host b').innerText()
seen.trusted = await page.evaluate(() => globalThis.trusted.every(Boolean))
seen.tree = (await page.locator('#form').ariaSnapshot()).includes('button "Add"')
seen.picture = (await page.screenshot()).subarray(1, 4).toString()
await browser.close()
console.log(JSON.stringify(seen))
