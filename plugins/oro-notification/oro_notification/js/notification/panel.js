/**
 * A panel to show notifications with.
 * @module
 */

import { attempt, button, card, field, h, honest, Lines, note, panelOf, row, Said, stack } from 'oro:panel'
import { Notification, showNotification } from '../notification.js'

/** The desktop may have none, or a service that does not answer. */
const HONEST = ['NOT_SUPPORTED_ERR', 'ERR_BROKEN']

class View {
  said = new Said()
  lines = new Lines('Nothing was shown yet')
  #title = field('Title', 'The kettle boils')
  #body = field('Body', 'Tea or coffee?')
  #stays = h('input', { type: 'checkbox' })
  /** @type {any[]} */
  #shown = []

  constructor () {
    this.element = stack(
      card('Show one', h('span', { textContent: `permission ${Notification.permission}` }),
        row(this.#title, this.#body),
        row(h('label.oro-row', {}, this.#stays, 'stays until it is answered'), h('span.spacer'),
          button('Close all', () => this.close()), button('Show', () => this.show(), true)),
        this.said.element),
      card('What became of them', '', this.lines.element),
      note('They go through the desktop’s own notification service; nothing here draws them.'))
  }

  /** Show what is written, with two buttons. */
  async show () {
    const title = this.#title.value
    const options = { body: this.#body.value, requireInteraction: this.#stays.checked, actions: [{ action: 'tea', title: 'Tea' }, { action: 'coffee', title: 'Coffee' }] }
    return this.said.of(async () => this.#follow(await showNotification(title, options)), () => 'The desktop took it')
  }

  close () {
    for (const shown of this.#shown.splice(0)) shown.close()
  }

  end () {
    this.close()
  }

  /** @param {any} shown */
  #follow (shown) {
    this.#shown.push(shown)
    this.lines.add('shown', shown.title)
    shown.onclick = (/** @type {any} */ { action }) => this.lines.add('clicked', action || shown.title)
    shown.onclose = () => this.lines.add('closed', shown.title)
    return shown
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('shows one, or says that the desktop cannot', async () => {
    const outcome = await view.show()
    const [ok, detail] = honest(outcome, 'shown', HONEST)
    return [ok && view.said.text !== '', detail]
  })
  view.close()
}

export const panel = panelOf({
  id: 'notifications',
  title: 'Notifications',
  summary: 'The web’s Notification on the desktop, with buttons, through the plugin oro-notification.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M5 13.500V9a5 5 0 0 1 10 0v4.500l1.500 1.500h-13zM8.300 17.200h3.400"/></svg>',
  order: 40,
  group: 'Desktop'
}, { View, checks })

export default panel
