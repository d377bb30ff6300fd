/** A URL scheme that this very page answers. */

import { attempt, button, card, field, h, Lines, panelOf, row, stack } from 'oro:panel'
import { register } from 'oro:protocol-handlers'

const SCHEME = 'showcase'
const TYPES = { html: { 'content-type': 'text/html', 'access-control-allow-origin': '*' }, svg: { 'content-type': 'image/svg+xml' } }

class View {
  lines = new Lines('Nothing was asked yet', 6)
  #address = field('Address', `${SCHEME}://tea/green`, { style: 'font-family: var(--mono)' })
  #frame = h('iframe', { title: 'The answer', style: 'border: 1px solid var(--line); border-radius: 6px; width: 100%; height: 13rem; background: var(--card)' })
  /** @type {{ unregister: () => Promise<void> } | null} */
  #answering = null

  constructor () {
    this.#address.onkeydown = ({ key }) => { if (key === 'Enter') this.go(this.#address.value) }
    this.element = stack(
      card('Ask', h('code', { textContent: `[webview] protocol-handlers = ["${SCHEME}"]` }),
        row(this.#address, button('Go', () => this.go(this.#address.value), true)), this.#frame),
      card('What this page was asked', '', this.lines.element))
  }

  async begin () {
    this.#answering = await register(SCHEME, (request) => this.#answer(request))
    await this.go(this.#address.value)
  }

  end () {
    this.#answering?.unregister()
  }

  /** Show what is answered; resolves once the frame has it. */
  go (url) {
    this.#address.value = url
    return new Promise((resolve) => {
      this.#frame.onload = resolve
      this.#frame.src = url
    })
  }

  /** @param {Request} request */
  #answer (request) {
    const { host, pathname, search } = new URL(request.url)
    this.lines.add(request.method, request.url)
    if (pathname === '/nothing') return new Response('', { status: 404, headers: TYPES.html })
    if (pathname.endsWith('.svg')) return new Response(cup(host), { headers: TYPES.svg })
    return new Response(page(host, pathname + search), { headers: TYPES.html })
  }
}

/** A document, made with the DOM so that nothing of the address is taken for markup. */
function page (host, path) {
  const name = decodeURIComponent(path.slice(1)) || 'nothing in particular'
  const body = h('body', { style: 'font: 15px/1.6 system-ui; display: flex; gap: 1.5rem; align-items: center; padding: 1rem; color: light-dark(#23211d, #eceae4)' },
    h('img', { src: `${SCHEME}://${host}/cup.svg`, alt: '', width: 96 }),
    h('div', {}, h('b', { textContent: `${host}: ${name}` }), h('div', { textContent: `made by JavaScript at ${new Date().toLocaleTimeString()}` })))
  return `<!doctype html><meta charset="utf-8"><style>html { color-scheme: light dark }</style>${body.outerHTML}`
}

function cup (host) {
  const tea = host === 'coffee' ? '#8a5a3c' : '#b5831c'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" fill="none" stroke="${tea}" stroke-width="2.500"><path fill="${tea}33" d="M7 15h21v11a7 7 0 0 1-7 7h-7a7 7 0 0 1-7-7z"/><path d="M28 18h3a4 4 0 0 1 0 9h-3M13 10c-2-3 2-3 0-6M20 10c-2-3 2-3 0-6"/></svg>`
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('answers a frame', async () => {
    const url = `${SCHEME}://coffee/black`
    await view.go(url)
    return [view.lines.text.includes(url), url]
  })
  yield await attempt('answers fetch()', async () => {
    const response = await fetch(`${SCHEME}://tea/oolong`)
    const text = await response.text()
    return [response.status === 200 && text.includes('oolong'), `${text.length} characters`]
  })
  yield await attempt('says what is not there', async () => {
    const { status } = await fetch(`${SCHEME}://tea/nothing`)
    return [status === 404, String(status)]
  })
}

export const panel = panelOf({
  id: 'protocol',
  title: 'Own scheme',
  summary: 'Addresses of a scheme that JavaScript of this page answers, through the plugin oro-protocol.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"><path d="M8.500 11.500a3 3 0 0 0 4.300 0l3-3a3 3 0 0 0-4.300-4.300l-1 1M11.500 8.500a3 3 0 0 0-4.300 0l-3 3a3 3 0 0 0 4.300 4.300l1-1"/></svg>',
  order: 61,
  group: 'Web'
}, { View, checks })
