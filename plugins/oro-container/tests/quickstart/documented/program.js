import { test } from 'oro:test'
import { booted } from '/watched.js'

test('the documented quick start installs, serves and follows what is typed', async (t) => {
  const container = await booted
  if (!container) return t.pass('its packages were not fetched; scripts/fetch_toolchains.py does')
  const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'))
  const opened = () => new Promise((resolve) => { const stop = container.on('server-ready', (port) => { stop(); resolve(port) }) })
  t.equal(await opened(), 3111)
  t.match(frame.src, /^http/)
  t.equal(await (await container.fetch(3111, '/')).text(), 'Welcome to a WebContainers app! 🥳')
  const again = opened()
  const area = /** @type {HTMLTextAreaElement} */ (document.querySelector('textarea'))
  t.match(area.value, /import express from 'express'/)
  area.value = area.value.replace('Welcome to a WebContainers app! 🥳', 'Typed')
  area.dispatchEvent(new Event('input'))
  t.equal(await again, 3111, 'nodemon starts it anew')
  t.equal(await (await container.fetch(3111, '/')).text(), 'Typed')
  container.teardown()
  await container.ended
})
