import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

const fetched = (await ipc.request('packages.publish', { names: 'vite' })).data

/** @param {string} contents */
const file = (contents) => ({ file: { contents } })

/** @param {string} text */
const main = (text) => `
parent.postMessage({ text: ${JSON.stringify(text)}, began: performance.timeOrigin }, '*')
if (import.meta.hot) import.meta.hot.accept()
`

/** Has Vite say when a page follows it. */
const config = `export default {
  plugins: [{ name: 'says', configureServer: (server) => server.ws.on('connection', () => console.log('followed')) }]
}`

/** @returns {Promise<{ text: string, began: number }>} what the frame says next */
const told = () => new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true }))

test('Vite is installed, runs, is seen in a frame, and changes it without loading it anew', { skip: !fetched }, async (t) => {
  const container = await WebContainer.boot()
  await container.mount({
    'package.json': file(JSON.stringify({ type: 'module', devDependencies: { vite: '^8.0.0' } })),
    'index.html': file('<!doctype html><body><script type="module" src="/main.js"></script>'),
    'main.js': file(main('first')),
    'vite.config.js': file(config)
  })
  /** @type {any[]} */
  const installing = []
  container.on('install', (event) => installing.push(event))
  const install = await container.exec('npm', ['install'])
  t.equal(install.exit, 0, install.output)
  t.match(install.output, /added \d+ packages in .* installed by oro-container/)
  t.equal(installing.at(-1)?.state, 'done')
  const lock = JSON.parse(await container.fs.readFile('package-lock.json', 'utf8'))
  t.equal(lock.lockfileVersion, 3)
  t.match((await container.exec('npm', ['ls'])).output, /vite@8/)

  const ready = new Promise((resolve) => container.on('server-ready', (port, url) => resolve([port, url])))
  const vite = await container.spawn('npx', ['vite'], { terminal: { cols: 80, rows: 24 } })
  let output = ''
  const followed = new Promise((resolve) => vite.output.pipeTo(new WritableStream({
    write (text) {
      output += text
      if (output.includes('followed')) resolve(null)
    }
  })))
  const [port, url] = await ready
  t.equal(port, 5173)
  const frame = document.createElement('iframe')
  const loaded = told()
  frame.src = url
  document.body.append(frame)
  const first = await loaded
  t.equal(first.text, 'first')
  await followed
  const changed = told()
  await container.fs.writeFile('main.js', main('second'))
  const second = await changed
  t.deepEqual([second.text, second.began], ['second', first.began], 'the same document')
  t.match(output, /\u001b\[/, 'with colours')

  const closed = new Promise((resolve) => container.on('port', (number, state) => { if (state === 'close') resolve(number) }))
  vite.kill()
  t.equal(await closed, 5173)
  frame.remove()

  await container.fs.rm('node_modules', { recursive: true })
  const again = await container.exec('npm', ['ci', '--offline'])
  t.equal(again.exit, 0, again.output)
  t.match((await container.exec('npx', ['vite', '--version'])).output, /vite\/8/)
  container.teardown()
})
