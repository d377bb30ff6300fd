/**
 * A report for whoever mends the app: versions, settings, the end of the log, the last crash, and no secrets. The page needs
 * permission `diagnostics`.
 *
 *     document.querySelector('#about').append(copyButton())
 *
 * @module
 */

import { request } from 'oro:ipc'

/**
 * Return the report, as Markdown.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 */
export async function report ({ signal } = {}) {
  const { err, data } = await request('diagnostics.report', {}, { signal })
  if (err) throw err
  return data
}

/**
 * Put the report into the clipboard, and return it.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 */
export async function copyReport ({ signal } = {}) {
  const { err, data } = await request('diagnostics.report', { copy: true }, { signal })
  if (err) throw err
  return data
}

/**
 * Make a button that copies the report and says so.
 * @param {{ label?: string, copied?: string, failed?: string }} [texts] in the app's language
 * @returns {HTMLButtonElement}
 */
export function copyButton ({ label = 'Copy diagnostics', copied = 'Copied', failed = 'Cannot copy' } = {}) {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: label })
  button.setAttribute('aria-live', 'polite')
  button.addEventListener('click', async () => {
    button.disabled = true
    try {
      await copyReport()
      button.textContent = copied
      button.removeAttribute('title')
    } catch (error) {
      button.textContent = failed
      button.title = String(error)
    } finally {
      button.disabled = false
    }
  })
  return button
}
