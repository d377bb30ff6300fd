// Documents in frames have workers of their own scopes.

import { controlled } from './kit.js'

const path = (url) => url && new URL(url).pathname

async function framed (src) {
  const frame = document.createElement('iframe')
  frame.src = src
  await new Promise((resolve) => { frame.onload = resolve; document.body.append(frame) })
  return frame.contentWindow
}

export default [
  ['/scopes/', async (log) => {
    const { serviceWorker } = navigator
    await controlled('sw.js')
    const inner = await serviceWorker.register('inner/sw.js')
    await new Promise((resolve) => {
      const look = () => inner.active?.state === 'activated' && resolve()
      for (const worker of [inner.installing, inner.waiting, inner.active]) worker?.addEventListener('statechange', look)
      look()
    })
    const frame = await framed('inner/frame.html')
    log('inner', path(frame.navigator.serviceWorker.controller?.scriptURL))
    const sibling = await framed('frame.html')
    log('outer', path(sibling.navigator.serviceWorker.controller?.scriptURL), await (await sibling.fetch('which')).text())
    for (const { scope } of await serviceWorker.getRegistrations()) await (await serviceWorker.getRegistration(scope)).unregister()
  }]
]
