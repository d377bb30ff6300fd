/** Listeners of a container, told what happens in it; a listener that throws is no matter of the others. */
export class Happenings {
  /** @type {Map<string, Set<Function>>} */
  #listeners = new Map()

  /** @param {string} event @param {Function} listener @returns {() => void} */
  on (event, listener) {
    if (typeof listener !== 'function') throw new TypeError(`Cannot listen for "${event}": give a function`)
    const own = { listener }
    const call = (/** @type {any[]} */ ...args) => own.listener(...args)
    let known = this.#listeners.get(event)
    if (!known) this.#listeners.set(event, known = new Set())
    known.add(call)
    return () => { known.delete(call) }
  }

  /** @param {string} event @param {any[]} args */
  tell (event, ...args) {
    for (const listener of [...this.#listeners.get(event) ?? []]) {
      try {
        listener(...args)
      } catch (error) {
        reportError(error)
      }
    }
  }

  clear () {
    this.#listeners.clear()
  }
}

/**
 * Tell an event of an engine by the name and the arguments of WebContainers.
 * @param {Happenings} happenings
 * @param {{ type: string, [member: string]: any }} event
 */
export function tellEvent (happenings, event) {
  const { type, ...detail } = event
  happenings.tell('*', event)
  if (type === 'port') happenings.tell('port', detail.port, detail.state, detail.url)
  else if (type === 'server-ready') happenings.tell('server-ready', detail.port, detail.url)
  else if (type === 'preview-message') happenings.tell('preview-message', detail.message)
  else if (type === 'xdg-open') happenings.tell('xdg-open', detail.text)
  else if (type === 'code') happenings.tell('code', detail.action, { files: detail.files })
  else happenings.tell(type, detail)
}
