import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

/** @param {() => any} act @returns {Promise<any>} */
async function refusal (act) {
  try {
    await act()
  } catch (error) {
    return error
  }
  throw new Error('it was not refused')
}

test('the page engine is booted by the names of WebContainers', async (t) => {
  const container = await WebContainer.boot({ engine: 'page', workdirName: 'site' })
  t.deepEqual([container.workdir, container.isolation], ['/home/site', 'page'])
  const tree = { 'a.txt': { file: { contents: 'ä' } }, src: { directory: { link: { file: { symlink: '../a.txt' } } } }, 'b.bin': { file: { contents: new Uint8Array([255, 0]) } } }
  await container.mount(tree)
  t.deepEqual(await container.export('.'), tree)
  t.equal(await container.fs.readFile('src/link', 'utf-8'), 'ä')
  const entries = await container.fs.readdir('.', { withFileTypes: true })
  t.deepEqual(entries.map((each) => [each.name, each.isDirectory()]), [['a.txt', false], ['b.bin', false], ['src', true]])
  t.match((await refusal(() => container.fs.readFile('none'))).message, /ENOENT/)
  t.ok((await container.fs.stat('src')).isDirectory())
  const done = await container.exec('sh', ['-c', 'cat a.txt; read x; echo "got $x"; exit 3'], { input: 'in\n' })
  t.deepEqual(done, { exit: 3, output: 'ägot in\n' })
  await container.fs.writeFile('index.js', 'console.log(6 * 7)')
  t.equal((await container.exec('node', ['index.js'])).output, '42\n')
  const snapshot = await container.snapshot()
  await container.fs.rm('src', { recursive: true })
  await container.restore(snapshot)
  t.deepEqual(await container.fs.readdir('src'), ['link'])
  t.equal((await refusal(() => container.spawn('nothing-here'))).code, 'ENOENT')
  t.match((await refusal(() => container.setPreviewScript('x'))).message, /with engine "page"/)
  t.match((await refusal(() => WebContainer.boot({ engine: 'page', policy: {} }))).message, /leave "policy" out/)
  container.teardown()
  await container.ended
  t.throws(() => container.teardown(), /already torn down/)
})

test('files go into archives and come out of them', async (t) => {
  const container = await WebContainer.boot({ engine: 'page' })
  const tree = { 'a.txt': { file: { contents: 'ä' } }, 'run.sh': { file: { contents: 'echo ran', mode: 0o755 } }, src: { directory: { link: { file: { symlink: '../a.txt' } } } } }
  await container.mount(tree)
  for (const format of /** @type {const} */ (['zip', 'binary'])) {
    const bytes = await container.export('.', { format, excludes: ['run.sh'] })
    await container.fs.mkdir(format)
    await container.mount(bytes, { mountPoint: format })
    t.deepEqual((await container.fs.readdir(format)).sort(), ['a.txt', 'src'])
    t.equal(await container.fs.readFile(`${format}/src/link`, 'utf-8'), 'ä')
    await container.fs.rm(format, { recursive: true })
  }
  t.deepEqual(await container.export('.', { excludes: ['run.sh'] }), { 'a.txt': tree['a.txt'], src: tree.src })
  t.deepEqual(await container.export('.'), tree)
  t.match((await refusal(() => container.mount(new Uint8Array([0x50, 0x4b, 1])))).message, /archive/)
  await container.fs.chmod('a.txt', 0o700)
  t.equal((await container.fs.stat('a.txt')).mode & 0o777, 0o700)
  t.deepEqual(await container.exec('sh', ['-c', 'chmod u-x,go+r a.txt; ls -l a.txt | cut -c1-10']), { exit: 0, output: '-rw-r--r--\n' })
  container.teardown()
})

test('error output is kept apart, or let go', async (t) => {
  const container = await WebContainer.boot({ engine: 'page' })
  await container.mount({ 'both.js': { file: { contents: "console.error('bad'); console.log('good')" } } })
  for (const [command, args] of /** @type {[string, string[]][]} */ ([['node', ['both.js']], ['sh', ['-c', 'echo bad >&2; echo good']]])) {
    const process = await container.spawn(command, args, { stdout: 'piped', stderr: 'piped' })
    const texts = [new Response(/** @type {any} */ (process.output.pipeThrough(/** @type {any} */ (new TextEncoderStream())))).text(), new Response(process.errors).text()]
    t.deepEqual(await Promise.all(texts), ['good\n', 'bad\n'])
    t.equal(await process.exit, 0)
    t.equal((await container.exec(command, args, { stderr: 'null' })).output, 'good\n')
  }
  container.teardown()
})

test('the page engine tells of changes, ports and ends', async (t) => {
  const container = await WebContainer.boot({ engine: 'page' })
  /** @type {any[]} */
  const changes = []
  const seen = new Promise((resolve) => container.fs.watchChanges('.', (change) => { changes.push(change); resolve(undefined) }))
  const ended = new Promise((resolve) => container.on('exit', resolve))
  await container.exec('sh', ['-c', 'echo x > new.txt'])
  await seen
  t.deepEqual(changes[0], { kind: 'created', path: 'new.txt' })
  t.equal(/** @type {any} */ (await ended).code, 0)
  const ready = new Promise((resolve) => container.on('server-ready', (port, url) => resolve([port, url])))
  await container.mount({ 'server.js': { file: `require('http').createServer((_, response) => response.end('hi')).listen(3000)` } })
  const server = await container.spawn('node', ['server.js'])
  const [port, url] = /** @type {any} */ (await ready)
  t.equal(port, 3000)
  t.match(url, /^http:\/\/[0-9a-f]{32}\.localhost:/)
  server.kill()
  t.ok(await server.exit > 128)
  container.teardown()
})
