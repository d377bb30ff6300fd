const RELOAD = 'oro-preview-reload'
const RELOADING = 'oro-preview-reloading'

/**
 * Reload the preview in a frame, as its document does it; where it does not answer, the frame is loaded anew.
 * @param {HTMLIFrameElement} preview
 * @param {number} [hardRefreshTimeout] milliseconds to wait for its answer
 * @returns {Promise<void>} resolves once the new document has loaded
 */
export async function reloadPreview (preview, hardRefreshTimeout = 200) {
  const loaded = new Promise((resolve) => preview.addEventListener('load', resolve, { once: true }))
  if (!await answered(preview, hardRefreshTimeout)) preview.src = String(preview.src)
  await loaded
}

/** Previews in tabs of their own are pages of the app, and connect by themselves: says so, and does nothing. @param {{ editorOrigin?: string }} [options] */
export function setupConnect (options) {
  console.info('oro:container: setupConnect() does nothing here, for a preview needs no connection to an editor', options ?? '')
}

/** @param {HTMLIFrameElement} preview @param {number} milliseconds @returns {Promise<boolean>} */
function answered (preview, milliseconds) {
  return new Promise((resolve) => {
    const settle = (/** @type {boolean} */ done) => {
      removeEventListener('message', hear)
      clearTimeout(timer)
      resolve(done)
    }
    const hear = (/** @type {MessageEvent} */ { data, source }) => {
      if (source === preview.contentWindow && data?.type === RELOADING) settle(true)
    }
    const timer = setTimeout(() => settle(false), milliseconds)
    addEventListener('message', hear)
    preview.contentWindow?.postMessage({ type: RELOAD }, '*')
  })
}
