/**
 * Notifications of a registration; they are those of the plugin that makes notifications, if the app has it.
 * @module
 */

/** @returns {Promise<any>} */
async function load () {
  const name = 'oro:notification'
  try {
    return await import(name)
  } catch (cause) {
    throw new DOMException(`Cannot show a notification: the app has no plugin for notifications (${cause})`, 'NotSupportedError')
  }
}

/**
 * Show a notification.
 * @param {string} title
 * @param {any} [options] as `Notification` takes them
 * @returns {Promise<void>} rejects with a NotSupportedError where the app has no plugin for it
 */
export async function showNotification (title, options) {
  const { showNotification: show } = await load()
  await show(title, options)
}

export default { showNotification }
