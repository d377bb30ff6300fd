/**
 * Who this realm is to workers.
 * @module
 */

/** @returns {any} a description, as `Client` takes one */
export function self () {
  const client = globalThis.__args?.client
  return {
    id: client?.id ?? '',
    url: location.href,
    index: globalThis.__args?.index ?? 0,
    type: 'window',
    visible: globalThis.document?.visibilityState === 'visible',
    focused: globalThis.document?.hasFocus() ?? false,
    frameType: globalThis.top === globalThis.self ? 'top-level' : 'nested',
    controlled: true
  }
}

/**
 * The frames of this realm, and theirs: a worker that hears a message may ask for them at once.
 * @param {Window} [within]
 * @returns {{ id: string, url: string }[]}
 */
export function frames (within = globalThis.window) {
  const found = []
  for (let at = 0; at < (within?.length ?? 0); at++) {
    try {
      const frame = /** @type {any} */ (within[at])
      const { client, origin } = frame.__args
      if (frame.location.href.startsWith(origin + '/')) found.push({ id: client.id, url: frame.location.href })
      found.push(...frames(frame))
    } catch {
      // Of another origin.
    }
  }
  return found
}
