import ipc from 'oro:ipc'

/** A program that never ends. */
export const wasi = {
  spin: new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 10, 1, 6, ...new TextEncoder().encode('_start'), 0, 0, 10, 9, 1, 7, 0, 3, 0x40, 0x0c, 0, 0x0b, 0x0b])
}

/** @param {string} name @returns {Promise<Uint8Array>} a module made of the source of that name */
export async function program (name) {
  const { data, err } = await ipc.request('test.program', { name }, { responseType: 'arraybuffer' })
  if (err) throw err
  return new Uint8Array(data)
}
