/** A picture that a component in C computes, and what the component says of itself. */

import { request } from 'oro:ipc'
import { attempt, h } from 'oro:panel'
import { inspect, load } from 'oro:wasm'
import { bytes } from '../../parts/dom.js'

const FILE = 'extensions/fractal.wasm'
const SOURCE = 'wasm/fractal/fractal.c'
const WHOLE = { x: -0.6, y: 0, across: 3.4 }
const NEAR = 4

export class Picture {
  view = WHOLE
  /** @type {Uint8Array | null} a byte for each point */
  points = null
  #begun = false
  #canvas = h('canvas.wa-fractal', { width: 520, height: 520, title: 'Click to go nearer', onclick: (event) => this.nearer(event) })
  #wit = h('pre.wa-wit.mono')
  #facts = h('span.muted.small')
  #said = h('span.small.muted')

  constructor () {
    this.element = h('div.wa-split.wa-halves', {},
      h('section.card.wa-main', { 'aria-label': 'Component' },
        h('div.wa-head', {}, h('b', { textContent: 'fractal.wasm' }), this.#facts), this.#wit,
        h('div.wa-foot', {}, h('span.small.muted', { textContent: 'A page calls it as any route: fractal.draw' }))),
      h('section.card.wa-main', { 'aria-label': 'Picture' }, h('div.wa-frame', {}, this.#canvas),
        h('div.wa-foot', {}, this.#said, h('span.spacer'),
          h('button', { type: 'button', textContent: 'The whole', onclick: () => this.show(WHOLE) }))))
  }

  async begin () {
    if (this.#begun) return
    this.#begun = true
    const [{ size, wit }, source] = await Promise.all([
      load(FILE).then((component) => inspect(component)), fetch(SOURCE).then((response) => response.text()), this.show(WHOLE)])
    this.#facts.textContent = `a component written in C, ${bytes(size)}`
    this.#wit.replaceChildren(h('span.end', { textContent: '// What it offers, as it says itself\n' }), `${wit.trim()}\n\n`,
      h('span.end', { textContent: '// How it does it\n' }), source)
  }

  end () {}

  get text () {
    return this.element.textContent
  }

  /**
   * Have a part of the plane drawn.
   * @param {{ x: number, y: number, across: number }} view
   */
  async show (view, width = this.#canvas.width, height = this.#canvas.height) {
    const began = performance.now()
    const { err, data } = await request('fractal.draw', { view, width, height }, { responseType: 'arraybuffer' })
    const took = performance.now() - began
    this.#said.classList.toggle('bad', Boolean(err))
    this.#said.textContent = err?.message ?? `${width} × ${height} points in ${took.toFixed(0)} ms${view === WHOLE ? '' : `, ${(WHOLE.across / view.across).toLocaleString('en', { maximumFractionDigits: 0 })} times as near`}`
    if (err) return err
    this.view = view
    this.points = new Uint8Array(data)
    this.#paint()
    return null
  }

  nearer ({ offsetX, offsetY }) {
    const { x, y, across } = this.view
    const { clientWidth, clientHeight } = this.#canvas
    const step = across / clientWidth
    return this.show({ x: x + (offsetX - clientWidth / 2) * step, y: y + (offsetY - clientHeight / 2) * step, across: across / NEAR })
  }

  #paint () {
    const context = this.#canvas.getContext('2d')
    const image = context.createImageData(this.#canvas.width, this.#canvas.height)
    for (const [index, point] of this.points.entries()) {
      const light = point === 0 ? 0 : Math.sqrt(point / 255)
      image.data.set([20 + 235 * light ** 0.9, 18 + 190 * light ** 1.6, 24 + 110 * Math.sin(Math.PI * light) ** 1.4, 255], index * 4)
    }
    context.putImageData(image, 0, 0)
  }
}

/** @param {Picture} picture */
export async function * pictureChecks (picture) {
  yield await attempt('calls a component that was written in C', async () => {
    const { points } = picture
    const within = points[260 * 520 + 260]
    return [points.length === 520 * 520 && within === 0 && points[0] > 0 && picture.text.includes('export draw: func'), `${points.length} points`]
  })
  yield await attempt('goes nearer', async () => {
    await picture.nearer({ offsetX: 100, offsetY: 100 })
    const { across } = picture.view
    await picture.show(WHOLE)
    return [across === WHOLE.across / NEAR, String(across)]
  })
  yield await attempt('is refused what the component, or its types, refuse', async () => {
    const large = await picture.show(WHOLE, 100000, 100000)
    const odd = await picture.show({ x: 'left', y: 0, across: 1 })
    await picture.show(WHOLE)
    return [large?.message.includes('4,000,000 points') && odd?.code === 'ERR_INVALID_ARG', `${large?.message}; ${odd?.message}`]
  })
}
