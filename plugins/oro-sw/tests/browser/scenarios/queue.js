// Orders that are taken while the origin cannot be reached, and sent when it can.

import { controlled, set, text } from './kit.js'

const order = (body) => text('orders', { method: 'POST', body, headers: { 'x-order': body } })

async function replay () {
  const { port1, port2 } = new MessageChannel()
  const answered = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data) })
  navigator.serviceWorker.controller.postMessage('replay', [port2])
  return answered
}

export default [
  ['/queue/', async (log) => {
    await controlled('sw.js')
    log('sent', await order('bread'))
    await set({ offline: 'yes' })
    log('queued', await order('milk'), await order('salt'))
    await set({ offline: '' })
    log('there', await text('orders'))
  }],
  ['/queue/', async (log) => {
    log('replayed', await replay())
    log('there', await text('orders'))
    log('nothing left', await replay())
  }]
]
