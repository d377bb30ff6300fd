import fs from 'node:fs'

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: { marked, Marked }, folder, say }) {
  fs.writeFileSync(`${folder}/page.md`, '# A\n\n- [ ] to do\n- *done*\n\n> quoted `x` & more\n\n| a |\n|---|\n| 1 |\n')
  fs.writeFileSync(`${folder}/page.html`, marked(fs.readFileSync(`${folder}/page.md`, 'utf8')))
  say('html', fs.readFileSync(`${folder}/page.html`, 'utf8').split('\n'))
  const own = new Marked({ async: true, renderer: { heading: ({ depth, text }) => `<b${depth}>${text}` } })
  say('own', await own.parse('## B *c*'))
  say('wrong', [5, null].map((value) => { try { return marked(value) } catch (error) { return /** @type {Error} */ (error).message.split('\n')[0] } }))
}
