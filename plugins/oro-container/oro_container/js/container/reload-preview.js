/**
 * Reloading a preview in a frame.
 * @module
 */

/** @type {number} milliseconds */
const PATIENCE = 200

/**
 * Reload the document that a frame shows, where it is.
 *
 * The script in documents of previews is asked first, which reloads the address that the document went to. A document
 * that does not answer, as one that is no HTML, is loaded again from the frame's own address.
 *
 * @param {HTMLIFrameElement} preview
 * @param {number} [hardRefreshTimeout] milliseconds to wait for the document's answer
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<void>} resolved once the reload has begun
 */
export function reloadPreview (preview, hardRefreshTimeout = PATIENCE, { signal } = {}) {
  const { origin } = new URL(preview.src)
  const shown = preview.contentWindow
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const over = new AbortController()
    const timer = setTimeout(() => {
      over.abort()
      preview.src = String(preview.src)
      resolve()
    }, hardRefreshTimeout)

    /** @param {MessageEvent} event */
    function answered (event) {
      if (event.source !== shown || event.origin !== origin || event.data?.type !== 'oro-preview-reloading') return
      clearTimeout(timer)
      over.abort()
      resolve()
    }

    addEventListener('message', answered, { signal: over.signal })
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      over.abort()
      reject(signal.reason)
    }, { signal: over.signal })
    shown?.postMessage({ type: 'oro-preview-reload' }, origin)
  })
}
