import fs from 'node:fs'
import { promisify } from 'node:util'

const TEXT = `# Title with \`code\`

Some *text* with a <b>tag</b>, an [address](https://example.com/?a=1&b=ü "title") and https://example.com.

| a | b |
|---|--:|
| 1 | **2** |

1. one
   - inner ~~gone~~ "quoted" -- (c)

\`\`\`js
const a = '<'
\`\`\`
`

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library, folder, say }) {
  const MarkdownIt = library.default ?? library
  fs.writeFileSync(`${folder}/page.md`, TEXT)
  const text = await promisify(fs.readFile)(`${folder}/page.md`, 'utf8')
  await fs.promises.writeFile(`${folder}/page.html`, MarkdownIt({ html: true, linkify: true, typographer: true }).render(text))
  say('html', fs.readFileSync(`${folder}/page.html`, 'utf8').split('\n'))
  say('plain', MarkdownIt('commonmark').render(text).split('\n'))
  say('tokens', MarkdownIt().parse(text, {}).map((/** @type {any} */ token) => token.type))
}
