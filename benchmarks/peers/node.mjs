// Node doing what pages do with Node's modules: two sockets, files in the folder given, programs.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import fs from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** The function of a file that pages run as a script. */
function scripted (name) {
  const source = fs.readFileSync(new URL(`../${name}.js`, import.meta.url), 'utf8')
  return new Function(`${source}; return ${name}`)()
}

const datagram = await scripted('datagrams')(createSocket)
const measured = await scripted('files')({ fs, pipeline, PassThrough, spawn, folder: process.argv[2] })
console.log(JSON.stringify({ datagram, ...measured }))
