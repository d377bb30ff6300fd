import { test } from 'oro:test'
import { WebContainer } from 'oro:container'
import { WebContainer as Single } from 'oro:container/webcontainer-api'
import { engines, refusal, until, within } from './support/containers.js'

const SERVER = `require('node:http').createServer((request, response) => response.end(process.argv[2])).listen(3000, () => console.log('listening'))`
const CLIENT = `fetch('http://localhost:3000').then(async (response) => console.log(await response.text()))`

test('two containers listen on one port', async (t) => {
  const containers = await Promise.all(['a', 'b'].map(() => WebContainer.boot()))
  const servers = await Promise.all(containers.map(async (container, n) => {
    await container.mount({ 'server.js': { file: SERVER }, 'client.js': { file: CLIENT } })
    const server = await container.spawn('node', ['server.js', `number ${n}`])
    await until(server.output.getReader(), 'listening')
    return server
  }))
  t.equal(servers.length, 2)
  for (const [n, container] of containers.entries()) t.equal((await container.exec('node', ['client.js'])).output, `number ${n}\n`)
  for (const container of containers) container.teardown()
  t.deepEqual(await Promise.all(servers.map((server) => server.exit)), [137, 137])
})

test('twenty containers run at once', async (t) => {
  const containers = await Promise.all(Array.from({ length: 20 }, () => WebContainer.boot()))
  t.equal(new Set(containers.map(({ id }) => id)).size, 20)
  await Promise.all(containers.map((container, n) => container.fs.writeFile('n', String(n))))
  const outputs = await Promise.all(containers.map((container) => container.exec('cat', ['n'])))
  t.deepEqual(outputs.map(({ output }) => Number(output)), containers.map((_, n) => n))
  for (const container of containers) container.teardown()
  await Promise.all(containers.map(({ ended }) => ended))
})

test('a container is torn down amid its work', async (t) => {
  for (const engine of engines) {
    const container = await WebContainer.boot({ engine })
    const shell = await container.spawn('sh', ['-c', 'echo on; sleep 1000'])
    const reader = shell.output.getReader()
    await until(reader, 'on')
    const reading = reader.read()
    const writing = shell.input.getWriter().write('x'.repeat(5 << 20)).catch((error) => error)
    const running = container.exec('sh', ['-c', 'sleep 1000']).catch((error) => error)
    container.teardown()
    await container.ended
    t.equal(await shell.exit, 137)
    t.ok((await reading.catch(() => ({ done: true }))).done)
    t.ok(await writing instanceof Error)
    const ran = await running
    t.ok(ran instanceof Error || ran.exit === 137)
    t.throws(() => container.teardown(), /^WebContainer already torn down$/)
    t.equal((await refusal(() => container.fs.readdir('.'))).message, 'WebContainer already torn down')
    t.equal((await refusal(() => container.spawn('sh'))).message, 'WebContainer already torn down')
    shell.kill()
    shell.resize({ cols: 1, rows: 1 })
  }
})

test('options are checked', async (t) => {
  for (const workdirName of ['a/b', '.', '..', '']) {
    t.match((await refusal(() => WebContainer.boot({ workdirName }))).message, /is no name for its working folder/)
  }
  await within(async (container) => {
    t.equal(container.workdir, '/home/site')
    t.equal((await container.exec('pwd')).output, '/home/site\n')
    t.equal(container.isolation, 'namespaces')
  }, { workdirName: 'site', coep: 'none', forwardPreviewErrors: 'exceptions-only' })
  t.match((await refusal(() => WebContainer.boot({ engine: /** @type {any} */ ('moon') }))).message, /there are "host" and "page"/)
  const refused = await refusal(() => WebContainer.boot({ policy: { hosts: ['example.com'] } }))
  t.match(refused.message, /container_hosts does not grant "example.com"/)
  t.match((await refusal(() => WebContainer.boot({ policy: /** @type {any} */ ({ unknown: 1 }) }))).message, /unknown/)
})

test('files are kept by a name', async (t) => {
  const name = `kept-${crypto.randomUUID()}`
  await within((container) => container.fs.writeFile('a', 'kept'), { name })
  await within(async (container) => {
    t.equal(container.name, name)
    t.equal(await container.fs.readFile('a', 'utf-8'), 'kept')
  }, { name })
})

test('a clone has the files, and shares nothing', async (t) => {
  for (const engine of engines) {
    const first = await WebContainer.boot({ engine, workdirName: 'site', policy: { listen: false } })
    await first.mount({ a: { file: '1' }, b: { directory: { c: { file: { contents: '2' } } } } })
    const second = await first.clone()
    await second.fs.writeFile('a', '3')
    t.equal(await first.fs.readFile('a', 'utf-8'), '1')
    t.equal((await second.exec('cat', ['a', 'b/c'])).output, '32')
    t.deepEqual([second.workdir, second.name, second.isolation], [first.workdir, '', first.isolation])
    t.notEqual(second.id, first.id)
    t.match((await refusal(() => first.clone({ policy: { listen: true } }))).message, /its policy's listen does not grant/)
    first.teardown()
    await first.ended
    t.match((await refusal(() => first.clone())).message, /already torn down/)
    t.equal((await second.exec('cat', ['b/c'])).output, '2')
    second.teardown()
    await second.ended
  }
})

test('by the name of WebContainers one runs at a time', async (t) => {
  const [first, second] = await Promise.allSettled([Single.boot(), Single.boot()])
  t.equal(first.status, 'fulfilled')
  t.equal(/** @type {any} */ (second).reason.message, 'Only a single WebContainer instance can be booted')
  const container = /** @type {any} */ (first).value
  t.ok(container instanceof WebContainer)
  t.match((await refusal(() => Single.boot())).message, /^Only a single/)
  container.teardown()
  const next = await Single.boot()
  t.notEqual(next.id, container.id)
  next.teardown()
  await next.ended
})
