import { bootPage } from 'oro:container/page/engine'

/** @type {Promise<any> | undefined} */
let booted

/** @returns {Promise<any>} one container for what does not end it; a boot takes seconds */
export function container () {
  return (booted ??= bootPage())
}

/** @param {Record<string, string>} files */
export async function mounted (files) {
  const box = await container()
  await box.mount(Object.fromEntries(Object.entries(files).map(([name, contents]) => [name, { file: { contents } }])))
  return box
}
