import { request } from 'oro:ipc'

/** @param {string} route @param {Record<string, any>} [params] @returns {Promise<any>} */
export async function tell (route, params = {}) {
  const { data, err } = await request(/** @type {any} */ (route), params)
  if (err) throw err
  return data
}

/**
 * Run a function as the work of a click, and have the person choose a device.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {string} choose a part of the device's id; nothing closes the dialog
 * @returns {Promise<T>}
 */
export async function clicked (ask, choose) {
  if (choose) await tell('person.will', { choose })
  return new Promise((resolve, reject) => {
    const probe = () => {
      removeEventListener('click', probe)
      ask().then(resolve, reject)
    }
    Object.assign(globalThis, { probe })
    addEventListener('click', probe)
    tell('person.click').catch(reject)
  })
}

/** @param {Promise<any>} promise @returns {Promise<any>} */
export const rejection = promise => promise.then(() => null, error => error)

/** @param {EventTarget} target @param {string} type @returns {Promise<any>} */
export const event = (target, type) => new Promise(resolve => target.addEventListener(type, resolve, { once: true }))
