/*
 * The web's `Notification`, through the host. The preload places this class before any script of a page, so it imports
 * nothing.
 */

/**
 * A notification on the desktop (https://notifications.spec.whatwg.org). Events: `show`, `click`, `close`, `error`; a
 * click on a button has its name as `action`, one on the notification itself has an empty one.
 */
export class Notification extends EventTarget {
  /** @type {Map<string, Notification>} */
  static #shown = new Map()
  static #listens = false

  #id = crypto.randomUUID()
  #shows

  /**
   * @param {string} title
   * @param {any} [options] body, tag, lang, dir, icon, image, badge, silent, requireInteraction, actions, vibrate,
   *   timestamp, data; and `category` and `channel` of the host
   */
  constructor (title, options = {}) {
    super()
    if (arguments.length === 0) throw new TypeError('Cannot make a Notification without a title')
    this.title = String(title)
    this.dir = options.dir ?? 'auto'
    this.lang = String(options.lang ?? '')
    this.body = String(options.body ?? '')
    this.tag = String(options.tag ?? '')
    this.icon = address(options.icon)
    this.image = address(options.image)
    this.badge = address(options.badge)
    this.vibrate = Object.freeze([options.vibrate ?? []].flat())
    this.timestamp = options.timestamp ?? Date.now()
    this.renotify = Boolean(options.renotify)
    this.silent = options.silent ?? null
    this.requireInteraction = Boolean(options.requireInteraction)
    this.data = structuredClone(options.data ?? null)
    this.actions = Object.freeze((options.actions ?? []).map((/** @type {any} */ { action, title, icon }) => Object.freeze({ action: String(action), title: String(title), icon: icon ?? '' })))
    this.category = String(options.category ?? '')
    this.channel = String(options.channel ?? '')
    this.onclick = this.onclose = this.onerror = this.onshow = /** @type {((event: any) => void) | null} */ (null)
    this.#shows = this.#show()
  }

  /** Most buttons a notification may have; desktops show fewer if they have no room. */
  static get maxActions () {
    return 8
  }

  /** `granted`, `denied` or `default`, as the app's table of permissions has it. */
  static get permission () {
    const request = new XMLHttpRequest()
    request.open('GET', 'ipc://permissions.query?name=notifications&__sync__=true', false)
    request.send()
    return permissionOf(JSON.parse(request.responseText))
  }

  /**
   * Ask the person, if the app leaves it to them.
   * @param {(permission: string) => void} [callback]
   * @returns {Promise<string>} `granted`, `denied` or `default`
   */
  static async requestPermission (callback) {
    const permission = permissionOf(await call('permissions.request', { name: 'notifications' }))
    callback?.(permission)
    return permission
  }

  /** The host's name for it. */
  get id () {
    return this.#id
  }

  /** Fulfilled once the desktop took it. */
  get shown () {
    return this.#shows
  }

  /** Take it away. */
  close () {
    this.#shows.then(() => call('notification.close', { id: this.#id }), () => {})
  }

  async #show () {
    Notification.#listen()
    Notification.#shown.set(this.#id, this)
    const { title, body, tag, lang, icon, image, category, channel, requireInteraction } = this
    const given = { id: this.#id, title, body, tag, lang, icon, image, category, channel, requireInteraction }
    const { err } = await call('notification.show', { ...given, silent: Boolean(this.silent), vibrate: this.vibrate.join(), actions: JSON.stringify(this.actions.slice(0, Notification.maxActions)) })
    if (!err) return
    Notification.#shown.delete(this.#id)
    const error = Object.assign(new Error(err.message), { name: err.type, code: err.code })
    this.#fire(Object.assign(new Event('error'), { error }))
    this.#shows.catch(() => {})
    throw error
  }

  /** @param {any} event */
  #fire (event) {
    this.dispatchEvent(event)
    const handler = Reflect.get(this, `on${event.type}`)
    if (typeof handler === 'function') handler.call(this, event)
  }

  static #listen () {
    if (Notification.#listens) return
    Notification.#listens = true
    const on = (/** @type {string} */ name, /** @type {(shown: Notification, detail: any) => void} */ tell) => {
      globalThis.addEventListener(name, (/** @type {any} */ { detail }) => {
        const shown = Notification.#shown.get(detail.id)
        if (shown) tell(shown, detail)
      })
    }
    on('notificationpresented', (shown) => shown.#fire(new Event('show')))
    on('notificationresponse', (shown, { action }) => {
      if (action === 'dismiss') return
      shown.#fire(Object.assign(new Event('click', { cancelable: true }), { action: action === 'default' ? '' : action }))
    })
    on('notificationclosed', (shown, { id }) => {
      Notification.#shown.delete(id)
      shown.#fire(new Event('close'))
    })
  }
}

/**
 * @param {string} route
 * @param {Record<string, any>} params
 */
async function call (route, params) {
  const response = await fetch(`ipc://${route}?${new URLSearchParams(params)}`)
  return await response.json()
}

/** @param {any} answer */
function permissionOf ({ data }) {
  return data?.state === 'prompt' ? 'default' : data?.state ?? 'denied'
}

/** @param {any} value */
function address (value) {
  if (value === undefined || value === null || value === '') return ''
  return /^[\w-]+$/.test(value) ? String(value) : new URL(value, globalThis.location.href).href
}
