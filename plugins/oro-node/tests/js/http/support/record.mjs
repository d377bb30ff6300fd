/**
 * Write down what Node 20 does with a file of scenarios: `node record.mjs scenarios.js > transcripts.json`.
 */

import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import os from 'node:os'
import { Transcript } from './transcript.js'

const { scenarios } = await import(new URL(process.argv[2], import.meta.url).href)
const all = []
for (const [name, act] of Object.entries(scenarios)) {
  const t = new Transcript()
  const stuck = setTimeout(() => { console.error(`"${name}" does not end`, JSON.stringify(t.lines)); process.exit(1) }, 20000)
  await act({ http, https, net, os, Buffer, once, t }).catch((error) => { console.error(name, error); process.exit(1) })
  clearTimeout(stuck)
  const tellers = Object.entries(t.lines).map(([teller, lines]) => `    ${JSON.stringify(teller)}: [\n${lines.map((line) => `      ${JSON.stringify(line)}`).join(',\n')}\n    ]`)
  all.push(`  ${JSON.stringify(name)}: {\n${tellers.join(',\n')}\n  }`)
}
process.stdout.write(`{\n${all.join(',\n')}\n}\n`, () => process.exit())
