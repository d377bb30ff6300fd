/**
 * Notifications on the desktop: the web's `Notification`, which is the page's own as well, and what goes with it.
 *
 *     import { showNotification } from 'oro:notification'
 *     const notification = await showNotification('Done', { body: '12 files', actions: [{ action: 'open', title: 'Open' }] })
 *     notification.onclick = ({ action }) => action === 'open' && open()
 *
 * @module
 */

import { both } from 'oro:internal/both'
import * as namespace from './notification.js'
import { Notification as Own } from './notification/class.js'

/** The web's class, through the host. */
export const Notification = '__native_Notification' in globalThis ? /** @type {typeof Own} */ (/** @type {any} */ (globalThis).Notification) : Own

export const NOTIFICATION_PRESENTED_EVENT = 'notificationpresented'
export const NOTIFICATION_RESPONSE_EVENT = 'notificationresponse'
export const NOTIFICATION_CLOSED_EVENT = 'notificationclosed'

/** Directions of text. */
export const NotificationDirection = Object.freeze({ AUTO: 'auto', LTR: 'ltr', RTL: 'rtl' })

/** The state of the permission. */
export const NotificationPermission = Object.freeze({ GRANTED: 'granted', DENIED: 'denied', DEFAULT: 'default' })

/** A button. */
export class NotificationAction {
  /** @param {{ action: string, title: string, icon?: string }} options */
  constructor ({ action, title, icon = '' }) {
    if (!action || !title) throw new TypeError('Cannot make a NotificationAction without action and title')
    this.action = String(action)
    this.title = String(title)
    this.icon = String(icon)
  }
}

/** Checked options of a notification. */
export class NotificationOptions {
  /** @param {any} [options] */
  constructor (options = {}) {
    const { dir = 'auto', actions = [] } = options
    if (!Object.values(NotificationDirection).includes(dir)) throw new TypeError(`Cannot use direction "${dir}": expected auto, ltr or rtl`)
    Object.assign(this, options, { dir, actions: actions.map((/** @type {any} */ action) => new NotificationAction(action)) })
  }
}

/**
 * Show a notification.
 * @param {string} title
 * @param {any} [options]
 * @returns {Promise<Own>} once the desktop took it; rejected when it did not
 */
export async function showNotification (title, options) {
  const notification = new Notification(title, new NotificationOptions(options))
  await notification.shown
  return notification
}

/** The class, which answers for the module as well. */
export default both(Notification, namespace)
