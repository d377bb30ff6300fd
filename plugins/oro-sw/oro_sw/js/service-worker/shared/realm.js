/**
 * Who this realm is to workers.
 * @module
 */

/** @typedef {{ id: string, url: string, parent: string }} Frame a document by the id it has in `__args.client` */

/** @returns {any} a description, as `Client` takes one */
export function self () {
  const client = globalThis.__args?.client
  return {
    id: client?.id ?? '',
    url: location.href,
    parent: nameOf(globalThis.parent),
    index: globalThis.__args?.index ?? 0,
    type: 'window',
    visible: globalThis.document?.visibilityState === 'visible',
    focused: globalThis.document?.hasFocus() ?? false,
    frameType: globalThis.top === globalThis.self ? 'top-level' : 'nested',
    controlled: true
  }
}

/**
 * The documents of the app in the frames of this realm, and in theirs: a worker that hears a message may ask for them
 * at once.
 * @returns {Frame[]}
 */
export function frames () {
  return [...within()].filter(isClient).map(described)
}

/**
 * The realms of frames that may be looked into.
 * @param {any} [realm]
 * @returns {Generator<any>}
 */
export function * within (realm = globalThis.window) {
  for (let at = 0; at < (realm?.length ?? 0); at++) {
    if (!reachable(realm[at])) continue
    yield realm[at]
    yield * within(realm[at])
  }
}

/**
 * @param {any} realm
 * @returns {Frame}
 */
export function described (realm) {
  return { id: nameOf(realm), url: realm.location.href, parent: nameOf(realm.parent) }
}

/** @param {any} realm whether its document can have a worker: that of `about:blank` has none */
export function isClient (realm) {
  const { href } = realm.location
  return nameOf(realm) !== '' && (href.startsWith(globalThis.__args?.origin + '/') || href === 'about:srcdoc')
}

/** @param {any} realm */
function reachable (realm) {
  try {
    return realm.document !== undefined
  } catch {
    return false
  }
}

/**
 * @param {any} realm
 * @returns {string} empty where it has no name, or is another site's
 */
function nameOf (realm) {
  try {
    return realm?.__args?.client.id ?? ''
  } catch {
    return ''
  }
}
