// Writes the reference of JavaScript modules from their type declarations, a page for each.
//
//     node write.mjs FOLDER < modules.json
//
// modules.json has { name, from, file } of each module: its name, its distribution, its declarations.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { moduleText } from './declarations.mjs'
import { exportsOf } from './exports.mjs'
import { page } from './page.mjs'

/** @type {{ name: string, from: string, file: string }[]} */
const modules = JSON.parse(readFileSync(0, 'utf8'))
const options = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] }
const program = ts.createProgram(modules.map(({ file }) => file), options)
const checker = program.getTypeChecker()

for (const { name, from, file } of modules) {
  const source = program.getSourceFile(file)
  if (!source) throw new Error(`Cannot describe oro:${name}: there are no declarations at ${file}`)
  const target = join(process.argv[2], `${name}.md`)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, page({ name, from, text: moduleText(source), exports: exportsOf(checker, source) }))
}
