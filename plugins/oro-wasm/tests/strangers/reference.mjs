// Runs a program by Node's own `node:wasi`: reference.mjs FILE FOLDERS-AS-JSON ARGUMENTS…
import { readFileSync } from 'node:fs'
import { WASI } from 'node:wasi'

const [file, folders, ...args] = process.argv.slice(2)
const wasi = new WASI({ version: 'preview1', args: ['program', ...args], preopens: JSON.parse(folders), returnOnExit: true })
const { instance } = await WebAssembly.instantiate(readFileSync(file), wasi.getImportObject())
process.exitCode = wasi.start(instance)
