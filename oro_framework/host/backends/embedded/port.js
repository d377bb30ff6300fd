/**
 * Runs beside the pages of a view, in a world of its own: it shares the document with them and no object of a script.
 * The page gets one end of a channel by the event `oroport`, and the host has the other.
 *
 * @param {{ origin: string, app: string, most: number, burst: number, rate: number }} config
 * @param {(text: string) => void} tell the host
 */
(config, tell) => {
  'use strict'
  if (globalThis.top !== globalThis || location.origin !== config.origin) return
  const { port1: own, port2: theirs } = new MessageChannel()
  const say = (kind, value) => tell(JSON.stringify([kind, location.origin, value]))
  let left = config.burst
  let last = performance.now()
  let dropped = 0

  const may = () => {
    const now = performance.now()
    left = Math.min(config.burst, left + (now - last) * config.rate / 1000)
    last = now
    return left >= 1
  }

  own.onmessage = ({ data }) => {
    let text
    try {
      text = JSON.stringify(data)
    } catch {}
    if (text === undefined || text.length > config.most || !may()) {
      if (dropped++ === 0) setTimeout(() => { say('dropped', dropped); dropped = 0 }, 1000)
      return
    }
    left -= 1
    say('message', text)
  }
  globalThis.oroReceive = (text) => {
    own.postMessage(JSON.parse(text))
    return true
  }
  document.addEventListener('DOMContentLoaded', () => {
    say('open')
    globalThis.dispatchEvent(new MessageEvent('oroport', { origin: config.app, ports: [theirs] }))
  }, { once: true })
  globalThis.addEventListener('pageshow', ({ persisted }) => { if (persisted) say('open') })
}
