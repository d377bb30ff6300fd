import fs from 'node:fs'
import path from 'node:path'

const FILES = ['a.js', 'b.ts', 'd/c.js', 'd/e/f.js', '.hidden.js', 'node_modules/x.js', 'ü ñ/[x].js']

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library, folder, say }) {
  const { glob, globSync, globStream, hasMagic } = library
  for (const name of FILES) {
    fs.mkdirSync(path.dirname(`${folder}/${name}`), { recursive: true })
    fs.writeFileSync(`${folder}/${name}`, name)
  }
  fs.symlinkSync('d', `${folder}/link`)
  const options = { cwd: folder, ignore: 'node_modules/**' }
  say('all', (await glob('**/*.js', options)).sort())
  say('at once', globSync('**/*.js', options).sort())
  say('braces', (await glob('{a,b}.*', options)).sort())
  say('through links', (await glob('*/c.js', { ...options, follow: true })).sort())
  say('marked', (await glob('*', { ...options, mark: true, dot: true })).sort())
  const streamed = []
  for await (const name of globStream('**/*.js', { ...options, dot: true })) streamed.push(name)
  say('streamed', streamed.sort())
  const typed = await glob('*', { ...options, withFileTypes: true, stat: true })
  say('typed', typed.map((/** @type {any} */ entry) => [entry.name, entry.isDirectory(), entry.isDirectory() ? 0 : entry.size]).sort())
  say('magic', [hasMagic('a*'), hasMagic('a')])
  say('aborted', await glob('**', { ...options, signal: AbortSignal.abort() }).catch((/** @type {any} */ error) => error.name))
}
