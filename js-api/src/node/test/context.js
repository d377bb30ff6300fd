import { request } from '../../base/ipc/transport.js'

const LINGER = 1024

/**
 * End the app when a runner has finished, with 1 when a test failed; an uncaught error ends it at
 * once. The environment variable DEBUG keeps it open.
 * @param {import('./runner.js').TestRunner} runner
 */
export default function initContext (runner) {
  const inspecting = Boolean(globalThis.__args?.env?.DEBUG)
  runner.onFinish(({ fail }) => {
    if (!inspecting) setTimeout(() => exit(fail ? 1 : 0), LINGER)
  })
  globalThis.addEventListener?.('error', (event) => failed(event.error ?? event.message))
  globalThis.addEventListener?.('unhandledrejection', (event) => failed(event.reason))

  /** @param {any} error */
  function failed (error) {
    console.error(`Bail out! ${error?.stack ?? error}`)
    if (!inspecting) exit(1)
  }
}

/** @param {number} code */
function exit (code) {
  request('application.exit', { value: code })
}
