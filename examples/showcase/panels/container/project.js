/** The project that the panel shows: served by Vite, or by a server of its own that needs no packages. */

const file = (contents) => ({ file: { contents } })

export const MAIN = `const word = 'Edit me'
const colour = '#94690f'

const title = document.createElement('h1')
title.textContent = word
title.style.color = colour
document.querySelector('main').replaceChildren(title)

if (import.meta.hot) import.meta.hot.accept()
`
const STYLE = 'body { margin: 0; height: 100vh; display: grid; place-items: center; font-family: system-ui; background: #fbfaf7 }'
const page = (scripts) => `<!doctype html>
<style>${STYLE}</style>
<main></main>
${scripts.map((name) => `<script type="module" src="/${name}"></script>`).join('\n')}
`
/** Tells the panel that a change is seen. */
const VITE = `parent.postMessage('shown', '*')
import.meta.hot.on('vite:afterUpdate', () => parent.postMessage('shown', '*'))
`
const PLAIN = `parent.postMessage('shown', '*')
new EventSource('/changes').onmessage = () => location.reload()
`
const SERVER = `import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { watch } from 'node:fs'

const TYPES = { html: 'text/html', js: 'text/javascript' }
const pages = new Set()
watch('main.js', () => pages.forEach((page) => page.write('data: changed\\n\\n')))

createServer(async (request, response) => {
  if (request.url === '/changes') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    pages.add(response)
    return request.on('close', () => pages.delete(response))
  }
  const name = request.url === '/' ? 'index.html' : request.url.slice(1)
  try {
    const body = await readFile(name)
    response.writeHead(200, { 'content-type': TYPES[name.split('.').pop()] ?? 'text/plain' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
}).listen(5173, () => console.log('serving at port 5173'))
`

/** @param {string} main the text of `main.js` @param {string} npmrc settings of npm for the project */
export function viteProject (main, npmrc) {
  return {
    'package.json': file(JSON.stringify({ private: true, type: 'module', devDependencies: { vite: '^8.0.0' } }, null, 2)),
    'index.html': file(page(['told.js', 'main.js'])),
    'told.js': file(VITE),
    'main.js': file(main),
    ...(npmrc ? { '.npmrc': file(npmrc) } : {})
  }
}

/** @param {string} main the text of `main.js` */
export function plainProject (main) {
  return {
    'package.json': file(JSON.stringify({ private: true, type: 'module' }, null, 2)),
    'server.js': file(SERVER),
    'index.html': file(page(['told.js', 'main.js'])),
    'told.js': file(PLAIN),
    'main.js': file(main)
  }
}
