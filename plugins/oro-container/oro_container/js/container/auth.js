/**
 * Accounts, which `@webcontainer/api` needs its vendor's for. Containers run in this app, so there is nothing to sign in to:
 * each of these says so once, and lets the program go on.
 * @module
 */

/** @type {Set<string>} */
const said = new Set()

/** @param {string} name */
function say (name) {
  if (said.has(name)) return
  said.add(name)
  console.info(`oro:container: ${name} does nothing here: containers run in this app and need no account`)
}

/** @type {import('./types.js').AuthAPI} */
export const auth = {
  init () {
    say('auth.init()')
    return { status: 'authorized' }
  },
  startAuthFlow () {
    say('auth.startAuthFlow()')
  },
  async loggedIn () {
    say('auth.loggedIn()')
  },
  async logout () {
    say('auth.logout()')
  },
  on () {
    say('auth.on()')
    return () => {}
  }
}

/** @param {string} key */
export function configureAPIKey (key) {
  if (typeof key !== 'string') throw new TypeError('Cannot configure an API key: give it as text')
  say('configureAPIKey()')
}
