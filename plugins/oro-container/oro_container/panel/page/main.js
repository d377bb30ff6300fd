/**
 * The panel of a container: boots it, and connects its parts.
 * @module
 */

import { WebContainer } from 'oro:container'
import { request } from 'oro:ipc'
import { ApplicationView } from './application-view.js'
import { ConsoleView } from './console-view.js'
import { EditorView } from './editor-view.js'
import { byId, h, inputById, messageOf } from './elements.js'
import { offersOf } from './offers.js'
import { ProcessesView } from './processes-view.js'
import { Runner } from './runner.js'
import { TreeView } from './tree-view.js'

/** @typedef {{ panel_project?: string, panel_file?: string, panel_language?: string, panel_watch?: boolean, panel_verbose?: boolean }} Config */

const REST = 200
const IGNORED = /(^|\/)(node_modules|\.git|__pycache__|\.cache|dist)(\/|$)/
/** @type {Config} */
const config = Reflect.get(globalThis, '__args')?.config ?? {}
/** @type {{ save: () => unknown, run: () => unknown } | undefined} */
let shortcuts
const project = config.panel_project ?? ''

byId('name').textContent = project.split('/').at(-1) || 'Container'
byId('path').textContent = project
document.title = `${byId('name').textContent} · Container`
keys()
await begin()

async function begin () {
  byId('trouble').hidden = true
  say('busy', 'Booting')
  const before = performance.now()
  try {
    const container = await WebContainer.boot({ forwardPreviewErrors: true })
    await show(container, performance.now() - before)
  } catch (error) {
    say('failed', 'Did not boot')
    byId('trouble').replaceChildren(h('p', { textContent: messageOf(error) }), h('button', { type: 'button', textContent: 'Try again', onclick: begin }))
    byId('trouble').hidden = false
  }
}

/** @param {WebContainer} container @param {number} milliseconds that it took to boot */
async function show (container, milliseconds) {
  const terminals = new ConsoleView(container)
  const note = (/** @type {string} */ kind, /** @type {string} */ from, /** @type {string} */ text) => {
    terminals.note(kind, from, text)
    if (config.panel_verbose) request(/** @type {any} */ ('stdout'), { value: `${from}: ${text.replaceAll('\n', ' ')}\n` })
  }
  const runner = new Runner(terminals, (state, text) => {
    say(state, text)
    note(state === 'failed' ? 'bad' : 'info', 'run', text)
  })
  const application = new ApplicationView()
  const editor = new EditorView(container, { opened: (path) => tree.mark(path), saved: (path) => note('info', 'files', `${path} was saved in the container`) })
  const tree = new TreeView(container, {
    open: (path) => editor.open(path),
    changed: () => offer(),
    failed: (what, error) => note('bad', 'files', `${what}: ${messageOf(error)}`)
  })
  const processes = new ProcessesView(container, note)
  const offer = async () => {
    const manifest = tree.names.includes('package.json') ? await container.fs.readFile('package.json', 'utf8').catch(() => null) : null
    const wanted = { file: config.panel_file, language: config.panel_language }
    runner.offer(offersOf(tree.names, manifest, wanted), `nothing to run${wanted.language ? ` in ${wanted.language}` : ''} was found`)
  }
  terminals.begin()
  hear(container, { application, runner, processes, note })
  shortcuts = { save: () => editor.save(), run: () => runner.run() }
  creating(container, editor, note)
  await tree.begin()
  await offer()
  processes.follow()
  if (config.panel_watch) watch(container, runner, note)
  say('ready', `Ready · ${container.isolation}`)
  note('good', 'container', `booted in ${Math.round(milliseconds)} ms; its walls are ${container.isolation}`)
}

/**
 * @param {WebContainer} container
 * @param {{ application: ApplicationView, runner: Runner, processes: ProcessesView, note: (kind: string, from: string, text: string) => void }} parts
 */
function hear (container, { application, runner, processes, note }) {
  container.on('port', (port, type, url) => {
    application.tell(port, type === 'open', url)
    note('info', 'port', `${port} ${type === 'open' ? 'is listened on' : 'is closed'}`)
  })
  container.on('server-ready', (port, url) => {
    application.ready(port, url)
    // Without the address, which is a secret of this window.
    note('good', 'port', `${port} answers, and can be shown`)
    if (runner.runs) say('ready', `Serves at port ${port}`)
  })
  container.on('error', ({ message }) => note('bad', 'container', message))
  container.on('preview-message', (message) => note('bad', 'application', 'message' in message ? message.message : message.args.map(String).join(' ')))
  container.on('exit', () => processes.look())
  container.on('install', (event) => note('info', 'npm', described(event)))
  container.ended.then(() => {
    say('failed', 'The container has ended')
    note('bad', 'container', 'it has ended, with everything in it')
  })
}

/** @param {Record<string, any>} event @returns {string} */
function described ({ type, ...rest }) {
  return Object.entries(rest).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(', ')
}

/** @param {WebContainer} container @param {Runner} runner @param {(kind: string, from: string, text: string) => void} note */
function watch (container, runner, note) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const watcher = container.fs.watchChanges('', ({ path, to = path }) => {
    if (!runner.runs || IGNORED.test(to)) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      note('info', 'run', `${to} changed: starts again`)
      runner.run()
    }, REST)
  }, { recursive: true })
  watcher.onerror = (error) => note('bad', 'files', `the project is not started again by itself: ${messageOf(error)}`)
}

/** @param {WebContainer} container @param {EditorView} editor @param {(kind: string, from: string, text: string) => void} note */
function creating (container, editor, note) {
  const form = byId('naming')
  const name = inputById('new-name')
  byId('new-file').onclick = () => {
    form.hidden = !form.hidden
    if (!form.hidden) name.focus()
  }
  name.onkeydown = ({ key }) => {
    if (key === 'Escape') form.hidden = true
  }
  form.onsubmit = async (event) => {
    event.preventDefault()
    const path = name.value.trim().replace(/^\/+/, '')
    if (!path) return
    try {
      if (path.includes('/')) await container.fs.mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true })
      if (!await container.fs.stat(path).catch(() => null)) await container.fs.writeFile(path, '')
      form.hidden = true
      name.value = ''
      await editor.open(path)
      editor.focus()
    } catch (error) {
      note('bad', 'files', messageOf(error))
      say('failed', messageOf(error))
    }
  }
}

/** @param {string} state `busy`, `ready` or `failed` @param {string} text */
function say (state, text) {
  const status = byId('status')
  status.dataset.state = state
  status.textContent = status.title = text
}

function keys () {
  addEventListener('keydown', (event) => {
    if (event.key === 'F6') go(event.shiftKey ? -1 : 1)
    else if (event.ctrlKey && event.key === 's') shortcuts?.save()
    else if (event.ctrlKey && event.key === 'Enter') shortcuts?.run()
    else return
    event.preventDefault()
  })
}

/** Go to the next part of the panel that takes keys. @param {number} by */
function go (by) {
  const regions = [...document.querySelectorAll('[data-region]')]
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  for (let step = 1; step <= regions.length; step++) {
    const found = taking(regions[(at + step * by + regions.length * 2) % regions.length])
    if (found) return found.focus()
  }
}

/** @param {Element} region @returns {HTMLElement | undefined} the part of a region that takes keys first */
function taking (region) {
  const parts = /** @type {NodeListOf<HTMLElement>} */ (region.querySelectorAll('[tabindex="0"], textarea, button, select, input'))
  const seen = [...parts].filter((part) => part.offsetParent !== null && !part.matches(':disabled'))
  return seen.find((part) => part.matches('[role=treeitem], [role=listbox], textarea')) ?? seen[0]
}
