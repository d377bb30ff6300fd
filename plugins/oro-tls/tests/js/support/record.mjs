/**
 * Write down what Node 20 does with a file of scenarios: `node record.mjs net-scenarios.js > net-transcripts.json`.
 */

import { once } from 'node:events'
import net from 'node:net'
import stream from 'node:stream'
import tls from 'node:tls'
import { Transcript } from './transcript.js'

const { scenarios } = await import(new URL(process.argv[2], import.meta.url).href)
const all = []
for (const [name, act] of Object.entries(scenarios)) {
  const t = new Transcript()
  const stuck = setTimeout(() => { console.error(`"${name}" does not end`, t.lines); process.exit(1) }, 20000)
  await act({ net, tls, stream, once, t })
  clearTimeout(stuck)
  const tellers = Object.entries(t.lines).map(([teller, lines]) => `    ${JSON.stringify(teller)}: [\n${lines.map((line) => `      ${JSON.stringify(line)}`).join(',\n')}\n    ]`)
  all.push(`  ${JSON.stringify(name)}: {\n${tellers.join(',\n')}\n  }`)
}
process.stdout.write(`{\n${all.join(',\n')}\n}\n`, () => process.exit())
