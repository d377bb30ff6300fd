import { request } from '../../base/ipc/transport.js'

const LINGER = 1024
/** Reports of engines that are no errors of the page: an observer is told of the rest in the next frame. */
const IGNORABLE = /^ResizeObserver loop /

/**
 * End the app when a runner has finished, with 1 when a test failed; an uncaught error ends it at
 * once, unless a listener of the page prevents its default action. The environment variable DEBUG keeps it open.
 * @param {import('./runner.js').TestRunner} runner
 */
export default function initContext (runner) {
  const inspecting = Boolean(globalThis.__args?.env?.DEBUG)
  runner.onFinish(({ fail }) => {
    if (!inspecting) setTimeout(() => exit(fail ? 1 : 0), LINGER)
  })
  globalThis.addEventListener?.('error', (event) => failed(event, event.error ?? event.message))
  globalThis.addEventListener?.('unhandledrejection', (event) => failed(event, event.reason))

  /**
   * The other listeners of the page have their say first.
   * @param {Event} event
   * @param {any} error
   */
  function failed (event, error) {
    if (IGNORABLE.test(String(error?.message ?? error))) return
    setTimeout(() => {
      if (event.defaultPrevented) return
      console.error(`Bail out! ${error?.stack ?? error}`)
      if (!inspecting) exit(1)
    })
  }
}

/** @param {number} code */
function exit (code) {
  request('application.exit', { value: code })
}
