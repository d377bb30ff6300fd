import { test } from 'oro:test'
import { WebContainer } from '@webcontainer/api'
import { WebContainer as Own } from '@oro/container'

/** As the quick start of WebContainers has it. @type {import('@webcontainer/api').WebContainer} */
let webcontainerInstance

const files = {
  'index.js': {
    file: {
      contents: `
import { createServer } from 'node:http'
createServer((request, response) => {
  response.setHeader('content-type', 'text/html')
  response.end('<!doctype html><p>Welcome to a WebContainers app!</p><script>console.error("shown")</script>')
}).listen(3111, () => console.log('App is live at http://localhost:3111'))`
    }
  },
  'package.json': {
    file: {
      contents: JSON.stringify({ name: 'example-app', type: 'module', scripts: { start: 'node index.js' } })
    }
  }
}

/** @type {string[]} */
const written = []
const terminal = { write: (/** @type {string} */ data) => written.push(data) }

async function installDependencies () {
  const installProcess = await webcontainerInstance.spawn('npm', ['install'])
  installProcess.output.pipeTo(new WritableStream({
    write (data) {
      terminal.write(data)
    }
  }))
  return installProcess.exit
}

/** @param {HTMLIFrameElement} iframeEl @returns {Promise<[number, string]>} */
async function startDevServer (iframeEl) {
  const serverProcess = await webcontainerInstance.spawn('npm', ['run', 'start'])
  serverProcess.output.pipeTo(new WritableStream({
    write (data) {
      terminal.write(data)
    }
  }))
  return new Promise((resolve) => {
    webcontainerInstance.on('server-ready', (port, url) => {
      iframeEl.src = url
      resolve([port, url])
    })
  })
}

test('the quick start runs with its import mapped', async (t) => {
  const iframeEl = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'))
  const loaded = new Promise((resolve) => iframeEl.addEventListener('load', resolve))
  webcontainerInstance = await WebContainer.boot({ forwardPreviewErrors: true })
  await webcontainerInstance.mount(files)
  const packageJSON = await webcontainerInstance.fs.readFile('package.json', 'utf-8')
  t.equal(JSON.parse(packageJSON).name, 'example-app')
  const message = new Promise((resolve) => webcontainerInstance.on('preview-message', resolve))
  const closed = new Promise((resolve) => webcontainerInstance.on('port', (port, type) => { if (type === 'close') resolve(port) }))
  t.equal(await installDependencies(), 0)
  const [port, url] = await startDevServer(iframeEl)
  t.equal(port, 3111)
  t.match(url, /^http/)
  await loaded
  const { type, port: of, args } = /** @type {any} */ (await message)
  t.deepEqual([type, of, args], ['PREVIEW_CONSOLE_ERROR', 3111, ['shown']])
  t.ok(written.join('').includes('App is live at http://localhost:3111'))
  await webcontainerInstance.setPreviewScript('console.error("from the app")')
  t.ok(webcontainerInstance instanceof Own)
  await (await webcontainerInstance.spawn('sh', ['-c', 'kill $(ps -eo pid,args | awk \'/[i]ndex.js/ { print $1 }\')'])).exit
  t.equal(await closed, 3111)
  webcontainerInstance.teardown()
})
