import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

const NAMES = 'cookie-parser express multer ws'
const lock = (await ipc.request('packages.publish', { names: NAMES })).data

/** @param {string} name */
const project = async (name) => (await fetch(new URL(`express/${name}`, import.meta.url))).text()

test('an app on Express is installed from its lock and used by its own page', { skip: !lock }, async (t) => {
  const container = await WebContainer.boot()
  const { packages } = JSON.parse(lock)
  await container.mount({
    'package.json': { file: { contents: JSON.stringify(packages['']) } },
    'package-lock.json': { file: { contents: lock } },
    'server.cjs': { file: { contents: await project('server.cjs') } },
    'page.html': { file: { contents: await project('page.html') } }
  })
  const install = await container.exec('npm', ['install'])
  t.equal(install.exit, 0, install.output)
  t.match(install.output, new RegExp(`added ${Object.keys(packages).length - 1} packages`))
  t.deepEqual(JSON.parse(await container.fs.readFile('package-lock.json', 'utf8')).packages, packages, 'the lock stays')

  const ready = new Promise((resolve) => container.on('server-ready', (port, url) => resolve(url)))
  const server = await container.spawn('node', ['server.cjs'])
  const frame = document.createElement('iframe')
  const done = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data.told), { once: true }))
  const url = /** @type {string} */ (await ready)
  frame.src = url
  document.body.append(frame)
  const told = /** @type {any} */ (await done)
  t.equal(told.error, undefined)
  t.equal(told.anonymous.status, 401)
  const { host } = new URL(url)
  t.deepEqual(told.login, { status: 200, url: '/me?from=login', body: { name: 'Ada ä', from: 'login', host: 'localhost:3000' } })
  t.match(host, /localhost/)
  const { cookie, origin } = JSON.parse(told.socket.messages[0])
  t.match(cookie, /^name=s%3AAda%20%C3%A4\./)
  t.equal(origin, 'http://localhost:3000')
  t.deepEqual(told.socket, { messages: [told.socket.messages[0], 'text ä', '300000 bytes'], code: 4001, reason: 'enough' })
  t.deepEqual([told.logout.status, told.logout.url], [401, '/me'])
  t.deepEqual(told.upload, {
    status: 201,
    location: '/files/1',
    title: 'two files',
    files: [
      { originalname: 'seven.png', size: 100000, mimetype: 'image/png', sum: 700000 % 65536 },
      { originalname: 'Ã¤.txt', size: 5, mimetype: 'application/octet-stream', sum: 532 }
    ]
  })
  t.deepEqual(told.events, [0, 1, 'two lines\nof it'])
  t.deepEqual(told.broken, { status: 500, said: true })
  const { value } = await server.output.getReader().read()
  t.match(value ?? '', /^up 3000\n/)
  frame.remove()
  container.teardown()
})
