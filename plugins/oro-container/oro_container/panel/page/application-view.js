/**
 * The ports of the container, and one of them in a frame.
 * @module
 */

import { reloadPreview } from 'oro:container'
import { byId, h, inputById, selectById } from './elements.js'

/** @typedef {{ url: string, listens: boolean, ready: boolean }} Port */

export class ApplicationView {
  #list = byId('ports')
  #frame = /** @type {HTMLIFrameElement} */ (byId('frame'))
  #choice = selectById('shown-port')
  #address = inputById('address')
  /** @type {Map<number, Port>} */
  #ports = new Map()
  #shown = 0

  constructor () {
    this.#choice.onchange = () => this.show(Number(this.#choice.value))
    this.#address.onkeydown = ({ key }) => { if (key === 'Enter') this.#load() }
    byId('reload').onclick = () => reloadPreview(this.#frame)
    this.#paint()
  }

  /** @param {number} number @param {boolean} listens @param {string} url */
  tell (number, listens, url) {
    this.#ports.set(number, { url, listens, ready: listens && (this.#ports.get(number)?.ready ?? false) })
    this.#paint()
  }

  /** A server is there; the first is shown, and one that is shown already loads again. @param {number} number @param {string} url */
  ready (number, url) {
    this.#ports.set(number, { url, listens: true, ready: true })
    if (!this.#shown || this.#shown === number || !this.#ports.get(this.#shown)?.listens) this.show(number)
    else this.#paint()
  }

  /** @param {number} number */
  show (number) {
    if (number !== this.#shown) this.#address.value = '/'
    this.#shown = number
    this.#load()
    this.#paint()
  }

  #load () {
    const url = this.#ports.get(this.#shown)?.url
    if (!url) return
    this.#frame.src = new URL(this.#address.value.replace(/^(?!\/)/, '/').replace(/^\/\/+/, '/'), url).href
  }

  #paint () {
    const rows = [...this.#ports].sort(([one], [other]) => one - other)
    this.#list.replaceChildren(...rows.map(([number, port]) => this.#row(number, port)))
    if (!rows.length) this.#list.append(h('li', { className: 'faint', textContent: 'no program listens' }))
    this.#choice.replaceChildren(...rows.map(([number]) => h('option', { value: number, textContent: `port ${number}`, selected: number === this.#shown })))
    const there = this.#ports.has(this.#shown)
    const gone = there && !this.#ports.get(this.#shown)?.listens
    for (const id of ['frame', 'address', 'reload', 'shown-port']) byId(id).hidden = !there || (gone && id === 'frame')
    byId('application-empty').hidden = there && !gone
    if (gone) byId('application-empty').textContent = `No program listens on port ${this.#shown} any more. It is shown again when one does.`
  }

  /** @param {number} number @param {Port} port */
  #row (number, { listens, ready }) {
    const said = listens ? ready ? 'answers' : 'listens' : 'closed'
    const shown = number === this.#shown
      ? h('span', { className: 'note', textContent: 'shown' })
      : h('button', { type: 'button', className: 'quiet small', textContent: 'show', onclick: () => this.show(number) })
    return h('li', { className: listens ? '' : 'faint' },
      h('span', { className: 'number', textContent: String(number) }), h('span', { className: `label ${ready ? 'good' : ''}`, textContent: said }),
      ...(listens ? [shown] : []))
  }
}
