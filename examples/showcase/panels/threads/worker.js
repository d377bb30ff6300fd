/** A thread: it adds the numbers of a part to a sum in shared memory, or counts its starts in a private file. */

/** @param {{ sum: SharedArrayBuffer, first: number, last: number }} part */
function add ({ sum, first, last }) {
  let own = 0n
  for (let number = first; number <= last; number++) own += BigInt(number)
  Atomics.add(new BigInt64Array(sum), 0, own)
}

/** @returns {Promise<number>} how often this was called, since the app was first started */
async function count () {
  const folder = await navigator.storage.getDirectory()
  const file = await folder.getFileHandle('starts', { create: true })
  const handle = await file.createSyncAccessHandle()
  try {
    const counted = new Uint32Array(1)
    handle.read(counted, { at: 0 })
    counted[0]++
    handle.write(counted, { at: 0 })
    handle.flush()
    return counted[0]
  } finally {
    handle.close()
  }
}

onmessage = async ({ data }) => {
  try {
    postMessage({ value: data === 'count' ? await count() : add(data) })
  } catch (error) {
    postMessage({ error: String(error) })
  }
}
