import { request, write } from 'oro:ipc'

/** @returns {Promise<{ npmrc: string, scripts: boolean }>} the registries of the machine, as settings of npm, and whether packages may run scripts */
export async function registriesOfMachine () {
  const { err, data } = await request(/** @type {any} */ ('container.registries'), {})
  if (err) throw err
  return data
}

/**
 * Have the host ask a registry, which needs not allow pages to read it then.
 * @type {import('./page/engine.js').Ask}
 */
export async function askByHost (url, headers) {
  const { err, data } = await write(/** @type {any} */ ('container.registry.fetch'), { url }, JSON.stringify(headers), { responseType: 'arraybuffer' })
  if (!err) return { status: 200, body: new Uint8Array(data) }
  const status = { NotFoundError: 404, NotAllowedError: 403 }[/** @type {Error} */ (err).name]
  if (status) return { status, body: new Uint8Array() }
  throw err
}
