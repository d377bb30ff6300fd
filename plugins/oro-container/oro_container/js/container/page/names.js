/**
 * Names of containers that keep their files: one container has a name at a time, in whichever page.
 * @module
 */

/** Names in this page, where the browser has no locks. @type {Set<string>} */
const held = new Set()

/**
 * @param {string} name
 * @returns {Promise<() => void>} lets the name go, which the end of the page does as well
 * @throws {Error} another container has it
 */
export async function takeName (name) {
  const { locks } = globalThis.navigator
  const release = locks ? await lock(locks, `oro-container:${name}`) : note(name)
  if (!release) throw new Error(`Cannot boot container "${name}": one of that name runs in this browser; tear it down, or boot with another name`)
  return release
}

/** @param {LockManager} locks @param {string} name @returns {Promise<(() => void) | null>} */
function lock (locks, name) {
  return new Promise((resolve, reject) => {
    locks.request(name, { ifAvailable: true }, (found) => {
      if (found) return new Promise((release) => { resolve(() => release(undefined)) })
      resolve(null)
      return undefined
    }).catch(reject)
  })
}

/** @param {string} name @returns {(() => void) | null} */
function note (name) {
  if (held.has(name)) return null
  held.add(name)
  return () => { held.delete(name) }
}
