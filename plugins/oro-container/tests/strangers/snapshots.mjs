// Reads and writes snapshots with WebContainer's own packages, for the tests beside.
//
//   node snapshots.mjs folder PATH    writes the snapshot that `@webcontainer/snapshot` makes of a folder
//   node snapshots.mjs tree           reads a tree (bytes as `{base64}`), writes the JSON that `mount` sends
//   node snapshots.mjs json           reads a snapshot of JSON, writes the tree that `export` makes of it
//   node snapshots.mjs messagepack    reads one of MessagePack, writes the same
import { readFileSync } from 'node:fs'
import { decode } from '@msgpack/msgpack'
import { snapshot } from '@webcontainer/snapshot'
import { toExternalFileSystemTree, toInternalFileSystemTree } from './node_modules/@webcontainer/api/dist/utils/file-system.js'

const read = () => readFileSync(0)
const base64 = (_, value) => (value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value)
const bytes = (_, value) =>
  typeof value?.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value
const plain = (node) =>
  node.d
    ? { d: Object.fromEntries(Object.entries(node.d).map(([name, child]) => [name, plain(child)])) }
    : { f: 'c' in node.f ? { c: Buffer.from(node.f.c).toString('latin1'), b: true } : node.f }

const jobs = {
  folder: async (path) => process.stdout.write(await snapshot(path)),
  tree: () => process.stdout.write(JSON.stringify(toInternalFileSystemTree(JSON.parse(read(), bytes)))),
  json: () => process.stdout.write(JSON.stringify(toExternalFileSystemTree(JSON.parse(read())), base64)),
  messagepack: () => process.stdout.write(JSON.stringify(toExternalFileSystemTree(plain(decode(read()))), base64)),
}
await jobs[process.argv[2]](process.argv[3])
