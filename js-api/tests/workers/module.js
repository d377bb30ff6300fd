import { Buffer } from 'node:buffer'
import { createRequire } from 'oro:module'
import { Transform } from 'oro:stream'
import process from 'oro:process'

const require = createRequire(import.meta.url)
const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) })
upper.end('text')
const [chunk] = await upper.toArray()
postMessage({
  text: String(chunk),
  same: Buffer.isBuffer(chunk) && require('stream').Transform === Transform,
  path: require('path').join('a', '..', 'b'),
  cwd: typeof process.cwd()
})
