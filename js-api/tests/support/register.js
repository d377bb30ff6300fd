import { register } from 'node:module'

register('./resolve.js', import.meta.url)
globalThis.addEventListener ??= () => {}
globalThis.dispatchEvent ??= () => true
globalThis.reportError ??= (error) => queueMicrotask(() => { throw error })

/** There is no host under node: every call comes to a NetworkError, and the end of a test run ends node. */
globalThis.XMLHttpRequest ??= class {
  open (_method, url, later = true) {
    this.url = new URL(url)
    this.later = later
  }

  send () {
    if (this.url.hostname === 'application.exit') process.exit(Number(this.url.searchParams.get('value')))
    if (!this.later) throw new DOMException('there is no host under node', 'NetworkError')
    queueMicrotask(() => this.onerror?.())
  }

  abort () {}
}
