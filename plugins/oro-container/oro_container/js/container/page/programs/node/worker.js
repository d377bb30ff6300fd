/**
 * The worker in which a program of JavaScript or TypeScript runs.
 * @module
 */

import { Lane } from '../lane.js'
import { Tree } from '../tree.js'
import { loadNode } from './registry.js'
import { Program } from './program.js'

const post = globalThis.postMessage.bind(globalThis)
const lane = new Lane()
/** @type {Program | null} */
let program = null
/** Messages from before the program could take them. @type {{ data: any, ports: readonly MessagePort[] }[]} */
const early = []

/** @param {any} begin */
async function run (begin) {
  lane.begin(begin)
  const tree = new Tree(begin.files, (edits) => post({ kind: 'files', edits }))
  const node = await loadNode(begin.node)
  program = new Program(begin, lane, tree, node)
  for (const { data, ports } of early.splice(0)) hear(data, ports)
  await program.run()
}

/** @param {any} data @param {readonly MessagePort[]} ports */
function hear (data, ports) {
  if (ports.length) program?.serve(data, ports[0])
  else lane.hear(data)
}

globalThis.onmessage = ({ data, ports }) => {
  if (data.kind === 'begin') {
    run(data).catch((error) => {
      const text = new TextEncoder().encode(`Cannot run a program: ${error?.stack ?? error}\n`)
      post({ kind: 'write', fd: 2, data: text })
      post({ kind: 'exit', code: 1 })
    })
  } else if (program) {
    hear(data, ports)
  } else {
    early.push({ data, ports })
  }
}
