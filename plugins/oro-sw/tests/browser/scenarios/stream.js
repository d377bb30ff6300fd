// Answers that are made, changed and read in pieces.

import { controlled, next, outcome, text } from './kit.js'

export default [
  ['/stream/', async (log) => {
    await controlled('sw.js')
    const { controller } = navigator.serviceWorker
    const response = await fetch('transformed')
    log('transformed', await response.text(), response.headers.get('x-shaped'))

    const decoder = new TextDecoder()
    const reader = (await fetch('stepwise')).body.getReader()
    const words = []
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      words.push(decoder.decode(piece.value))
      controller.postMessage('go')
    }
    log('piece by piece', words)

    const heard = next(navigator.serviceWorker, 'message')
    navigator.serviceWorker.startMessages()
    const endless = (await fetch('endless')).body.getReader()
    const { value } = await endless.read()
    await endless.cancel()
    log('cancelled', value.length > 0, (await heard).data)

    log('broken', await text('broken'))
    const bytes = new Uint8Array(await (await fetch('large')).arrayBuffer())
    log('large', bytes.length, bytes[0], bytes.at(-1))
    log('upload', await text('upload', { method: 'POST', body: new Uint8Array(3 << 20) }))

    const abort = new AbortController()
    const aborted = outcome(fetch('stepwise', { signal: abort.signal }).then((response) => response.text()))
    abort.abort()
    log('aborted', await aborted)
  }]
]
