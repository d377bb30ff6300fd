// Writes the module that npm's `ripgrep` has compressed inside a script.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

const [from, to] = process.argv.slice(2)
const { getCompressedBytes } = await import(pathToFileURL(from).href)
writeFileSync(to, brotliDecompressSync(getCompressedBytes()))
