import ipc from 'oro:ipc'
import { test } from 'oro:test'

const SAID = '[object ServiceWorkerContainer] [object CacheStorage] function'

await ipc.request('serviceWorker.reset')

test('a page under webview_csp has workers, though its policy lets no text be run', async (t) => {
  t.throws(() => (0, eval)('1'), EvalError)
  const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
  await navigator.serviceWorker.register('/policy/sw.js', { scope: '/' })
  await changed
  t.equal(await (await fetch('/policy/hello')).text(), 'hello')
  const { container } = await import('oro:service-worker')
  t.equal(container, navigator.serviceWorker, 'what is imported is what was there at once')
})

/** @param {string} path */
async function framed (path) {
  const frame = document.createElement('iframe')
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  frame.src = path
  document.body.append(frame)
  await loaded
  const page = /** @type {any} */ (frame.contentWindow)
  const found = [page.said, await page.registered, await (await page.fetch('/policy/hello')).text()]
  frame.remove()
  return found
}

test('a page whose header forbids eval has workers in its first script', async (t) => {
  t.deepEqual(await framed('/policy/header.html'), [SAID, 1, 'hello'])
})

test('a page that forbids eval itself has workers in its first script', async (t) => {
  t.deepEqual(await framed('/policy/meta.html'), [SAID, 1, 'hello'])
})
