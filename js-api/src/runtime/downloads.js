/**
 * Downloads of this window's pages: links with `download`, answers with `Content-Disposition: attachment`, and
 * types that the engine cannot show.
 *
 *     onDownload(async download => {
 *       if (download.state === 'asked') await accept(download.id, { choose: true })
 *       if (download.state === 'running') bar.value = download.received / download.total
 *     })
 *
 * With `[webview] downloads = "ask"` every download waits for `accept()` or `cancel()`; its bytes are fetched
 * meanwhile, into a hidden file. With "allow", the default, it is saved at once. No file is ever replaced, except
 * one that a person chose in a dialog.
 * @module
 */

import { request } from '../base/ipc.js'

export * as default from './downloads.js'

/**
 * @typedef {object} Download
 * @property {string} id
 * @property {string} url
 * @property {string} name of the file; another one, such as `a (1).txt`, when there is one of that name already
 * @property {string} type MIME type, empty when unknown
 * @property {'asked' | 'running' | 'done' | 'failed' | 'cancelled'} state
 * @property {number} received bytes
 * @property {number | null} total bytes, null when unknown
 * @property {string | null} path of the file once it is done
 * @property {string | null} error why it failed or was cancelled
 */

/**
 * Hear of every change of every download of this window, ten times a second while bytes come in.
 * @param {(download: Download) => any} callback
 * @returns {() => void} takes the callback away
 */
export function onDownload (callback) {
  const heard = (/** @type {any} */ event) => callback(event.detail)
  globalThis.addEventListener('download', heard)
  return () => globalThis.removeEventListener('download', heard)
}

/** @returns {Promise<Download[]>} the downloads of this window, oldest first; rejects without permission `downloads` */
export async function list () {
  return call('downloads.list', {})
}

/**
 * Save a download that is asked about.
 * @param {string} id
 * @param {{ name?: string, choose?: boolean }} [options] another name, made safe; `choose` has the person say where
 * @returns {Promise<Download>} rejects with a NotFoundError, with an AbortError when the person closed the dialog
 *   (it goes on waiting then), and when it does not wait any more
 */
export async function accept (id, { name = '', choose = false } = {}) {
  return call('downloads.accept', { id, name, choose })
}

/**
 * Give up a download; nothing of it stays. One that is over stays as it is.
 * @param {string} id
 * @returns {Promise<Download>} rejects with a NotFoundError
 */
export async function cancel (id) {
  return call('downloads.cancel', { id })
}

/**
 * @param {string} route
 * @param {Record<string, any>} params
 */
async function call (route, params) {
  const { data, err } = await request(route, params)
  if (err) throw err
  return data
}
