/**
 * The worker in which a WASI program runs. It stands still while the program runs, so its input is read whole before, and its
 * output goes without waiting for who reads.
 * @module
 */

import { Lane } from '../lane.js'
import { Tree } from '../tree.js'
import { foldersOf } from './files.js'

const post = globalThis.postMessage.bind(globalThis)
const lane = new Lane()
const LINES = 'wasi_snapshot_preview1'
const UNSTABLE = 'wasi_unstable'
const READS = ['fd_read', 'poll_oneoff']

/** @param {string} folder */
async function loadPreview1 (folder) {
  const names = ['system.js', 'constants.js', 'errno.js', 'descriptors/streams.js', 'descriptors/open-folder.js']
  const modules = await Promise.all(names.map((name) => import(`${folder}preview1/${name}`))).catch((error) => {
    throw new Error(`its WASI is not here: install and enable oro-wasm (${error.message})`)
  })
  return Object.assign({}, ...modules)
}

async function input () {
  /** @type {any[]} */
  const parts = []
  const reader = lane.reader(0)
  for (let part = await reader.read(); part.length; part = await reader.read()) parts.push(part)
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

/** @param {any} begin @returns {Promise<number>} the exit code */
async function run (begin) {
  lane.begin(begin)
  const tree = new Tree(begin.files, (edits) => post({ kind: 'files', edits }))
  const [wasi, compiled] = await Promise.all([loadPreview1(begin.wasi), WebAssembly.compile(/** @type {any} */ (tree.file(begin.path, 'open').data))])
  const imports = WebAssembly.Module.imports(compiled)
  const unstable = imports.some(({ module }) => module === UNSTABLE)
  const foreign = imports.find(({ module, kind }) => module !== (unstable ? UNSTABLE : LINES) || kind !== 'function')
  if (foreign) throw new Error(`it imports "${foreign.name}" from "${foreign.module}", which nothing here defines`)
  const folderAt = foldersOf(wasi)
  let left = imports.some(({ name }) => READS.includes(name)) ? await input() : new Uint8Array()
  const source = {
    take (/** @type {number} */ size) {
      const bytes = left.subarray(0, size)
      left = left.subarray(size)
      return bytes
    },
    wait: () => ({ size: BigInt(left.length), ended: left.length === 0 })
  }
  const sink = (/** @type {number} */ fd) => (/** @type {Uint8Array} */ data) => {
    tree.flush()
    post({ kind: 'write', fd, data })
  }
  const folders = [['/', '/'], ['.', begin.cwd]].map(([name, path]) => new wasi.OpenFolder(folderAt(tree, path), true, name))
  const descriptors = [new wasi.Input(source), new wasi.Output(sink(1)), new wasi.Output(sink(2)), ...folders]
  const system = new wasi.System({ args: begin.argv, env: begin.env, descriptors, sleep: rest, unstable })
  const instance = await WebAssembly.instantiate(compiled, { [unstable ? UNSTABLE : LINES]: system.imports })
  const { memory, _start: start } = /** @type {any} */ (instance.exports)
  if (typeof start !== 'function') throw new Error('it exports no `_start`, so it is no program')
  if (memory instanceof WebAssembly.Memory) system.attach(memory)
  try {
    start()
  } catch (error) {
    if (system.exited === null) throw error
  } finally {
    tree.flush()
  }
  return system.exited ?? 0
}

/** Nothing else can be done in a worker that has no shared memory. @param {number} ms */
function rest (ms) {
  const end = performance.now() + ms
  while (performance.now() < end);
}

globalThis.onmessage = ({ data }) => {
  if (data.kind !== 'begin') return lane.hear(data)
  run(data).then((code) => post({ kind: 'exit', code }), (error) => {
    const trapped = error instanceof WebAssembly.RuntimeError
    post({ kind: 'write', fd: 2, data: new TextEncoder().encode(`${data.argv[0]}: ${trapped ? 'trapped' : 'cannot be run'}: ${error.message}\n`) })
    post({ kind: 'exit', code: trapped ? 134 : 126 })
  })
}
