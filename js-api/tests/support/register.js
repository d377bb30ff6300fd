import { register } from 'node:module'

register('./resolve.js', import.meta.url)
globalThis.addEventListener ??= () => {}
globalThis.dispatchEvent ??= () => true
globalThis.reportError ??= (error) => queueMicrotask(() => { throw error })

/** There is no host under node: every call comes to a NetworkError, and the end of a test run ends node. */
globalThis.XMLHttpRequest ??= class {
  open (_method, url) {
    this.url = new URL(url)
  }

  send () {
    if (this.url.hostname === 'application.exit') process.exit(Number(this.url.searchParams.get('value')))
    queueMicrotask(() => this.onerror())
  }

  abort () {}
}
