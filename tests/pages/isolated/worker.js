/** Does what a page asks of a worker, and answers with what came of it. */

const files = new Map()

async function open (name, options) {
  const folder = await navigator.storage.getDirectory()
  const handle = await folder.getFileHandle(name, { create: true })
  files.set(name, await handle.createSyncAccessHandle(options))
  return files.get(name).mode
}

const todo = {
  kind: () => ({ isolated: crossOriginIsolated, memory: typeof SharedArrayBuffer }),
  add: (shared, number) => Atomics.add(new Int32Array(shared), 0, number),
  wait: (shared) => Atomics.wait(new Int32Array(shared), 0, 0, 5000),
  open,
  write: (name, bytes, at) => files.get(name).write(bytes, at === undefined ? undefined : { at }),
  read (name, size, at) {
    const bytes = new Uint8Array(size)
    const count = files.get(name).read(bytes, at === undefined ? undefined : { at })
    return [...bytes.subarray(0, count)]
  },
  readShared (name, size) {
    const bytes = new Uint8Array(new SharedArrayBuffer(size))
    return [files.get(name).read(bytes, { at: 0 }), ...bytes]
  },
  truncate: (name, size) => files.get(name).truncate(size),
  size: (name) => files.get(name).getSize(),
  flush: (name) => files.get(name).flush(),
  close: (name) => files.get(name).close(),
  kinds: async () => {
    const folder = await navigator.storage.getDirectory()
    const handle = await folder.getFileHandle('kinds', { create: true })
    return [folder instanceof FileSystemDirectoryHandle, handle instanceof FileSystemFileHandle, handle instanceof FileSystemHandle, 'createSyncAccessHandle' in FileSystemFileHandle.prototype]
  }
}

onmessage = async ({ data: { id, what, given } }) => {
  try {
    postMessage({ id, value: await todo[what](...given) })
  } catch (error) {
    postMessage({ id, error: error.name, message: String(error.message) })
  }
}
