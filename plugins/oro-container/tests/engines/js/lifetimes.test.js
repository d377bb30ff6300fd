import { test } from 'oro:test'
import { WebContainer } from 'oro:container'
import { WebContainer as Single } from 'oro:container/webcontainer-api'
import { each, eachEngine, files, held, refusal, until } from './support/engines.js'

const SERVER = `require('node:http').createServer((request, response) => response.end('')).listen(3000, () => console.log('listening', process.argv[2]))`

test('containers are apart, and one is torn down amid its work', each(async (t, one, engine) => {
  const two = await WebContainer.boot({ engine })
  t.notEqual(one.id, two.id)
  for (const [n, container] of [one, two].entries()) {
    await files(container, { 'server.js': SERVER, n: String(n) })
    t.equal(await until((await container.spawn('node', ['server.js', String(n)])).output.getReader(), /\n/), `listening ${n}\n`, 'both have port 3000')
  }
  t.deepEqual([await one.fs.readFile('n', 'utf8'), await two.fs.readFile('n', 'utf8')], ['0', '1'])
  const shell = await two.spawn('sh', ['-c', 'echo on; sleep 1000'])
  const reader = shell.output.getReader()
  await until(reader, 'on')
  const reading = reader.read()
  const writing = shell.input.getWriter().write('x'.repeat(5 << 20)).catch((error) => error)
  const running = two.exec('sh', ['-c', 'sleep 1000']).catch((error) => error)
  const watch = two.fs.watch('.', () => {})
  await watch.ready
  two.teardown()
  await two.ended
  t.equal(await shell.exit, 137)
  t.ok((await reading).done, 'its output ends')
  t.ok(await writing instanceof Error)
  const ran = await running
  t.ok(ran instanceof Error || ran.exit === 137)
  for (const call of [
    () => two.teardown(), () => two.fs.readdir('.'), () => two.fs.readFile('n'), () => two.fs.writeFile('n', ''), () => two.fs.watch('.'), () => two.spawn('sh'), () => two.exec('sh'),
    () => two.mount({}), () => two.export('.'), () => two.snapshot(), () => two.processes(), () => two.on('port', () => {}), () => two.setPreviewScript(''), () => two.fetch(3000, '/'), () => two.clone()
  ]) t.equal((await refusal(call)).message, 'WebContainer already torn down', String(call))
  // What is over stays as it was.
  shell.kill()
  shell.resize({ cols: 1, rows: 1 })
  watch.close()
  t.equal(two.workdir, '/home/project')
  t.equal(await one.fs.readFile('n', 'utf8'), '0', 'the other goes on')
  for (const { pid } of await one.processes()) await one.exec('sh', ['-c', `kill -9 ${pid}`])
}))

test('options are checked', eachEngine(async (t, engine) => {
  for (const workdirName of ['a/b', '.', '..', '']) {
    t.match((await refusal(() => WebContainer.boot({ engine, workdirName }))).message, /is no name for its working folder/)
  }
  t.match((await refusal(() => WebContainer.boot({ engine: /** @type {any} */ ('moon') }))).message, /there are "host" and "page"/)
  t.match((await refusal(() => WebContainer.boot({ engine, image: /** @type {any} */ (7) }))).message, /"image" is the name/)
}))

test('a policy narrows a container, or is refused', each(async (t, container, engine) => {
  await held(t, container, 'limits', async () => {
    const narrow = await WebContainer.boot({ engine, policy: { listen: false } })
    narrow.teardown()
    await narrow.ended
    t.match((await refusal(() => WebContainer.boot({ engine, policy: { hosts: ['example.com'] } }))).message, /container_hosts does not grant "example.com"/)
    t.match((await refusal(() => WebContainer.boot({ engine, policy: /** @type {any} */ ({ unknown: 1 }) }))).message, /unknown/)
  })
}))

test('an image is named, or refused', each(async (t, container, engine) => {
  t.deepEqual(container.entry, [])
  const boot = () => WebContainer.boot({ engine, image: 'nothing-here' })
  if (container.capabilities.images) t.match((await refusal(boot)).message, /Cannot find image/)
  else await held(t, container, 'images', boot)
}))

test('files are kept by a name, which one container has at a time', eachEngine(async (t, engine) => {
  const name = `kept-${crypto.randomUUID()}`
  const first = await WebContainer.boot({ engine, name, workdirName: 'site', coep: 'none', forwardPreviewErrors: 'exceptions-only' })
  t.deepEqual([first.name, first.workdir], [name, '/home/site'])
  t.equal((await first.exec('sh', ['-c', 'pwd; mkdir sub; echo kept > sub/a; echo gone > b; rm b'])).output, '/home/site\n')
  t.match((await refusal(() => WebContainer.boot({ engine, name }))).message, new RegExp(`"${name}"`))
  await first.fs.writeFile('last', 'written as it ends')
  first.teardown()
  await first.ended
  const again = await WebContainer.boot({ engine, name, workdirName: 'site' })
  t.deepEqual(await again.export('.'), { last: { file: { contents: 'written as it ends' } }, sub: { directory: { a: { file: { contents: 'kept\n' } } } } })
  again.teardown()
  await again.ended
}))

test('by the name of WebContainers one runs at a time', async (t) => {
  const [first, second] = await Promise.allSettled([Single.boot(), Single.boot()])
  t.equal(first.status, 'fulfilled')
  t.equal(/** @type {any} */ (second).reason.message, 'Only a single WebContainer instance can be booted')
  const container = /** @type {any} */ (first).value
  t.ok(container instanceof WebContainer)
  t.match((await refusal(() => Single.boot())).message, /^Only a single/)
  container.teardown()
  const next = await Single.boot({ engine: 'page' })
  t.notEqual(next.id, container.id)
  t.match((await refusal(() => Single.boot())).message, /^Only a single/)
  next.teardown()
  await next.ended
})
