/** The page itself: larger and smaller, searched, on paper, as a picture, with items of its own in the context menu. */

import { getCurrentWindow } from 'oro:application'
import { attempt, button, card, field, h, honest, Lines, pair, panelOf, row, Said, stack } from 'oro:panel'

const OWN_ITEMS = 'Water it: w\n---\nGive it away'
const UNSUPPORTED = ['NOT_SUPPORTED_ERR']

class View {
  said = new Said()
  lines = new Lines('Choose from the menu of the plant')
  picture = h('img', { alt: '' })
  #text = field('Find in this page', 'this')
  #away = new AbortController()

  constructor () {
    const plant = h('p', { textContent: 'A plant: click here with the right button.' })
    plant.dataset.oroMenu = OWN_ITEMS
    plant.addEventListener('menuitem', ({ detail }) => this.lines.add('plant', detail.title))
    this.picture.style.maxWidth = '100%'
    this.element = stack(
      pair(
        card('Zoom', 'Control with +, - and 0, or with the wheel',
          row(button('Smaller', () => this.zoom(0.8)), button('Larger', () => this.zoom(1.25)), button('As it was', () => this.zoom()))),
        card('Find', 'Control+F opens the bar',
          row(this.#text, button('Find', () => this.find(), true), button('Stop', () => this.act((own) => own.stopFinding()))))),
      pair(
        card('Paper', 'Control+P prints by the desktop',
          row(button('A PDF', () => this.pdf(), true), button('Print', () => this.act((own) => own.print())), button('Printers', () => this.printers()))),
        card('Menu', 'what the element adds, beside the engine\'s own', plant)),
      card('Picture', '', row(button('Take one', () => this.capture())), this.picture),
      card('What happened', '', this.said.element, this.lines.element))
  }

  begin () {
    const { signal } = this.#away
    addEventListener('zoomchange', ({ detail }) => this.lines.add('zoom', `${Math.round(detail.zoom * 100)} %`), { signal })
  }

  end () {
    this.#away.abort()
    URL.revokeObjectURL(this.picture.src)
  }

  /**
   * @param {(own: any) => any} work
   * @param {(value: any) => string} [told]
   */
  act (work, told = () => '') {
    return this.said.of(async () => work(await getCurrentWindow()), told)
  }

  /** @param {number} [times] none goes back to 1 */
  zoom (times) {
    return this.act(async (own) => own.setZoom(times === undefined ? 1 : await own.getZoom() * times), (zoom) => `${Math.round(zoom * 100)} %`)
  }

  find () {
    return this.act((own) => own.find(this.#text.value), ({ matches, active }) => `${active} of ${matches}`)
  }

  pdf () {
    return this.act((own) => own.pdf({ size: 'A5', margins: 15 }), (pdf) => `${pdf.length.toLocaleString('en')} bytes`)
  }

  printers () {
    return this.act((own) => own.printers(), (found) => found.map(({ name }) => name).join(', ') || 'there is none')
  }

  async capture () {
    const outcome = await this.act((own) => own.capture({ rect: { x: 0, y: 0, width: 320, height: 200 } }))
    if (outcome.value) {
      URL.revokeObjectURL(this.picture.src)
      this.picture.src = URL.createObjectURL(new Blob([outcome.value], { type: 'image/png' }))
      await this.picture.decode()
    }
    return outcome
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('zooms in and back', async () => {
    const { value: larger, error } = await view.zoom(1.25)
    if (error) throw error
    const { value: before } = await view.zoom()
    return [larger > before && before === 1, `${larger}, then ${before}`]
  })
  yield await attempt('finds text in this page', async () => {
    const { value, error } = await view.find()
    if (error) throw error
    await view.act((own) => own.stopFinding())
    return [value.matches > 0 && value.active > 0, `${value.matches} times`]
  })
  yield await attempt('makes a PDF', async () => {
    const { value: pdf, error } = await view.pdf()
    if (error) throw error
    return [new TextDecoder().decode(pdf.slice(0, 5)) === '%PDF-', `${pdf.length} bytes`]
  })
  yield await attempt('takes a picture', async () => {
    const { error } = await view.capture()
    if (error) throw error
    return [view.picture.naturalWidth >= 320, `${view.picture.naturalWidth} × ${view.picture.naturalHeight}`]
  })
  yield await attempt('lists the printers, or says what is not installed', async () => honest(await view.printers(), 'listed', UNSUPPORTED))
}

export const panel = panelOf({
  id: 'page',
  title: 'The page',
  summary: 'This page larger or smaller, searched, on paper and as a picture, and items of its own in the menu.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M4.500 2.500h7l4 4v11h-11zM11.500 2.500v4h4M7.500 10.500h5M7.500 13.500h5"/></svg>',
  order: 40,
  group: 'Desktop'
}, { View, checks })
