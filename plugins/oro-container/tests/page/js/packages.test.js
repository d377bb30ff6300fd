import { test } from 'oro:test'
import ipc from 'oro:ipc'
import { WebContainer } from 'oro:container'
import { bootPage } from 'oro:container/page/engine'
import { outputOf } from './support/streams.js'

const MANIFEST = { name: 'project', version: '1.0.0', dependencies: { wrap: '2', '@s/odd': '*' } }
const TREE = { 'package.json': { file: { contents: JSON.stringify(MANIFEST) } } }

test('packages are installed by the fetch of the page', async (t) => {
  const { data: { url } } = await ipc.request('test.registry')
  const box = await bootPage({ npmrc: `registry=${url}` })
  await box.mount(TREE)
  /** @type {string[]} */
  const states = []
  box.on('install', ({ state }) => states.push(state))
  const [text, code] = await outputOf(await box.spawn('npm', ['install']))
  t.equal(code, 0, text)
  t.match(text, /added 3 packages/)
  t.match(text, /not run.*@s\/odd/)
  t.deepEqual([states[0], states.at(-1)], ['resolving', 'done'])
  t.deepEqual(await outputOf(await box.spawn('npx', ['wrap', 'it'])), ['<it>\n', 0])
  t.deepEqual(await outputOf(await box.spawn('wrap', ['me'])), ['<me>\n', 0])
  t.equal(await box.fs.readlink('node_modules/.bin/wrap'), '../wrap/cli.js')
  t.equal((await box.fs.readFile('node_modules/@s/odd/big.bin')).length, 1 << 20)
  const lock = JSON.parse(await box.fs.readFile('package-lock.json', 'utf-8'))
  t.match(lock.packages['node_modules/left'].integrity, /^sha512-/)
  await box.fs.rm('node_modules', { recursive: true })
  t.match((await outputOf(await box.spawn('npm', ['ci'])))[0], /added 3 packages/)
  t.deepEqual(await outputOf(await box.spawn('wrap', ['again'])), ['<again>\n', 0])
  const [refused, status] = await outputOf(await box.spawn('npm', ['install', 'bad']))
  t.match(refused, /another sum than was promised/)
  t.deepEqual([status, await box.fs.readFile('package.json', 'utf-8')], [1, TREE['package.json'].file.contents])
  const [missing] = await outputOf(await box.spawn('npm', ['install', 'none-of-that']))
  t.match(missing, /none-of-that.*the registry has none/)
  box.teardown()
})

test('packages run their scripts where they may, and one that fails leaves nothing', async (t) => {
  const { data: { url } } = await ipc.request('test.registry')
  const box = await bootPage({ npmrc: `registry=${url}`, scripts: true })
  const scripts = { preinstall: 'echo of the project > made.txt', prepare: 'echo $npm_package_name >> made.txt' }
  const manifest = { name: 'project', scripts, dependencies: { scripted: '1' } }
  await box.mount({ 'package.json': { file: { contents: JSON.stringify(manifest) } } })
  const [text, code] = await outputOf(await box.spawn('npm', ['install']))
  t.equal(code, 0, text)
  t.equal(await box.fs.readFile('node_modules/scripted/made.txt', 'utf-8'), 'scripted postinstall <it>\n')
  t.equal(await box.fs.readFile('made.txt', 'utf-8'), 'of the project\nproject\n')
  const [failed, status] = await outputOf(await box.spawn('npm', ['install', '@s/odd']))
  t.match(failed, /Cannot install "@s\/odd@1.0.0": its script install \(`exit 1`\) ended with status 1/)
  t.deepEqual([status, await box.fs.readdir('node_modules/@s').catch((error) => error.code)], [1, 'ENOENT'])
  box.teardown()
})

test('in an app the host asks the registry that npm of the machine is set to', async (t) => {
  const container = await WebContainer.boot({ engine: 'page' })
  await container.mount(TREE)
  const installed = new Promise((resolve) => container.on('install', (/** @type {any} */ event) => { if (event.state === 'done') resolve(event) }))
  const { exit, output } = await container.exec('npm', ['install'])
  t.equal(exit, 0, output)
  t.equal(/** @type {any} */ (await installed).added, 3)
  t.equal((await container.exec('wrap', ['me'])).output, '<me>\n')
  await container.fs.writeFile('.npmrc', 'registry=http://127.0.0.1:9/')
  t.match((await container.exec('npm', ['install', 'left@1.0.0'])).output, /policy does not allow its host/)
  container.teardown()
})

test('without a registry it says what to do', async (t) => {
  const box = await bootPage()
  await box.mount(TREE)
  const [text, code] = await outputOf(await box.spawn('npm', ['install']))
  t.equal(code, 1)
  t.match(text, /no registry is set; write `registry=`/)
  box.teardown()
})
