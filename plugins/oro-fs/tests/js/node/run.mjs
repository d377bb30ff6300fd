// Run a scenario in Node: `node run.mjs <name> <folder>` writes its transcript as JSON.
import fs from 'node:fs'
import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readFileSync, writeFileSync } from 'node:fs'

const [, , name, given] = process.argv
const folder = fs.realpathSync(given)
const here = new URL('./', import.meta.url)
const { transcript } = await load('./transcript.js')
const { scenarios } = await load(`./scenarios/${name}.js`)
process.umask(0o022)
const told = await transcript(scenarios, { fs, Buffer, folder })
process.stdout.write(mended(JSON.stringify(told)), () => process.exit(0))

/**
 * Node 20.19 has the name of the argument and what it was given the other way round; later versions do not.
 * @param {string} text
 */
function mended (text) {
  return text.replace(/The argument '([^']*)' is invalid encoding. Received 'encoding'/g,
    "The argument 'encoding' is invalid encoding. Received '$1'")
}

/** The files are modules of a page and lie in no package that says so: load them as `.mjs`. */
async function load (specifier) {
  const source = new URL(specifier, here)
  const copy = join(folder, '..', `oro-${process.pid}-${specifier.replace(/\W/g, '_')}.mjs`)
  writeFileSync(copy, readFileSync(source))
  try {
    return await import(pathToFileURL(copy))
  } finally {
    fs.unlinkSync(copy)
  }
}
