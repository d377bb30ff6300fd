import { bootPage } from './container/js/page/engine.js'
import { bridged, underServiceWorker } from './container/js/page/bridge.js'

const find = (selector) => document.querySelector(selector)
const state = (text) => { find('#state').textContent = text }

async function json (name) {
  const response = await fetch(name)
  if (!response.ok) throw new Error(`"${name}" answered ${response.status}`)
  return response.json()
}

async function run () {
  const [{ command, title }, files] = await Promise.all([json('container.json'), json('files.json')])
  find('h1').textContent = document.title = title
  const script = new URL('service-worker.js', location.href)
  const { scope } = await underServiceWorker(script)
  const container = await bootPage({ wait: `${scope}wait/` })
  window.container = container
  await bridged(container, { script, scripts: new URL('container/assets/previews/', location.href), forwardErrors: true })
  container.on('preview-message', ({ message, args, pathname }) => console.error(`In the preview, ${pathname}:`, ...args ?? [message]))
  const entries = files.map((entry) => entry.kind === 'file' ? { ...entry, data: Uint8Array.from(entry.data, (char) => char.charCodeAt(0)) } : entry)
  await container.mount(entries)
  container.on('server-ready', (port, url) => {
    state(`Port ${port} is open`)
    find('#preview').hidden = false
    find('#preview').src = url
  })
  const process = await container.spawn(command[0], command.slice(1))
  const writer = process.input.getWriter()
  state('Running')
  find('#line').disabled = false
  find('#typing').addEventListener('submit', (event) => {
    event.preventDefault()
    writer.write(`${find('#line').value}\n`)
    find('#line').value = ''
  })
  process.output.pipeTo(new WritableStream({
    write (text) {
      find('#output').textContent += text
      find('#output').scrollTop = find('#output').scrollHeight
    }
  }))
  state(`Ended with exit code ${await process.exit}`)
  find('#line').disabled = true
}

run().catch((error) => state(`Cannot run: ${error.message}`))
