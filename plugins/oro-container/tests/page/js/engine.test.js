import { test } from 'oro:test'
import { bootPage } from 'oro:container/page/engine'
import { program, wasi } from './support/programs.js'
import { outputOf, shown } from './support/streams.js'

/** @type {Promise<any> | undefined} */
let booted

/** @returns {Promise<any>} one container for what does not end it; a boot takes seconds */
function container () {
  return (booted ??= bootPage())
}

/** @param {string} script @param {any} [options] */
async function sh (script, options) {
  return outputOf(await (await container()).spawn('sh', ['-c', script], options))
}

/** @param {Record<string, string>} files */
async function mounted (files) {
  const box = await container()
  await box.mount(Object.fromEntries(Object.entries(files).map(([name, contents]) => [name, { file: { contents } }])))
  return box
}

test('a container has files, and errors with their names', async (t) => {
  const { fs } = await mounted({ 'a.txt': 'one' })
  t.equal(await fs.readFile('a.txt', 'utf-8'), 'one')
  t.deepEqual([...await fs.readFile('/home/project/a.txt')], [111, 110, 101])
  await fs.mkdir('deep/er', { recursive: true })
  await fs.writeFile('deep/er/b.txt', 'two')
  t.deepEqual(await fs.readdir('deep'), ['er'])
  t.equal(await fs.readFile('nope').catch((/** @type {any} */ error) => error.code), 'ENOENT')
  await fs.rename('deep/er/b.txt', 'c.txt')
  await fs.rm('deep', { recursive: true })
  const tree = await (await container()).export('.')
  t.deepEqual([tree['a.txt'].file.contents, tree['c.txt'].file.contents, tree.deep], ['one', 'two', undefined])
})

test('programs of JavaScript and TypeScript run with their modules', async (t) => {
  const box = await mounted({
    'main.js': 'const { double } = require("./lib"); console.log("line", double(21), require("path").join("a", "..", "b")); process.exitCode = 3',
    'lib.js': 'exports.double = (n) => 2 * n',
    'main.mjs': 'import fs, { writeFileSync } from "node:fs"; import { shape } from "./shape.ts"; writeFileSync("made.txt", shape({ side: 2 })); console.log(await Promise.resolve(fs.existsSync("made.txt")), import.meta.url)',
    'shape.ts': 'interface Square { side: number }\nexport const shape = (square: Square): string => `side ${square.side as number}`',
    'args.ts': 'const [a, b]: string[] = process.argv.slice(2); console.log(a + b, process.env.NAME, process.cwd())',
    'fails.js': 'console.error("before"); throw new TypeError("no good")'
  })
  t.deepEqual(await outputOf(await box.spawn('node', ['main.js'])), ['line 42 b\n', 3])
  t.deepEqual(await outputOf(await box.spawn('node', ['main.mjs'])), ['true file:///home/project/main.mjs\n', 0])
  t.equal(await box.fs.readFile('made.txt', 'utf-8'), 'side 2')
  t.deepEqual(await outputOf(await box.spawn('node', ['args.ts', 'x', 'y'], { env: { NAME: 7 } })), ['xy 7 /home/project\n', 0])
  const [text, code] = await outputOf(await box.spawn('node', ['fails.js']))
  t.ok(text.startsWith('before\n') && text.includes('no good'), text)
  t.equal(code, 1)
  t.equal(await box.spawn('nosuch').catch((/** @type {any} */ error) => error.code), 'ENOENT')
})

test('the shell pipes, redirects and starts programs', async (t) => {
  await mounted({ 'up.js': 'process.stdin.on("data", (data) => process.stdout.write(String(data).toUpperCase()))' })
  t.deepEqual(await sh('printf "b\\na\\n" | sort | node up.js > out.txt && cat out.txt; echo $((6 * 7))'), ['A\nB\n42\n', 0])
  t.deepEqual(await sh('for f in *.none; do echo "$f"; done; nosuch; exit $?'), ['*.none\nsh: cannot run "nosuch": there is no such command\n', 127])
  t.deepEqual(await sh('node -e "process.exit(5)" || echo "was $?"'), ['was 5\n', 0])
})

test('a program that is not read waits, and goes on when it is', async (t) => {
  const box = await mounted({ 'flood.js': 'let n = 0; const more = () => { while (n < 400000) { n += 1000; if (!process.stdout.write("x".repeat(1000))) return process.stdout.once("drain", more) } }; more(); setInterval(() => require("fs").writeFileSync("written.txt", String(n)), 5).unref()' })
  const process = await box.spawn('node', ['flood.js'])
  const reader = process.output.getReader()
  let size = (await reader.read()).value.length
  let before = -1
  for (let n = 0; n !== before;) {
    before = n
    await box.processes()
    n = Number(await box.fs.readFile('written.txt', 'utf-8').catch(() => '0'))
  }
  t.ok(before < 400000, `it stopped at ${before}`)
  for (let step = await reader.read(); !step.done; step = await reader.read()) size += step.value.length
  t.deepEqual([size, await process.exit], [400000, 0])
})

test('a terminal echoes, edits lines and sends signals', async (t) => {
  const box = await container()
  const process = await box.spawn('sh', [], { terminal: { cols: 60, rows: 20 } })
  const { until } = shown(process.output)
  const writer = process.input.getWriter()
  await until('$ ')
  await writer.write('echo helli\x7fo\r')
  await until('\r\nhello\r\n')
  await writer.write('sleep 100\r')
  await until('sleep 100\r\n')
  await writer.write('\x03')
  await until('^C\r\n')
  await writer.write('node -e "console.log(process.stdout.isTTY, process.stdout.columns)"\r')
  await until('true 60\r\n')
  await writer.write('exit 4\r')
  t.equal(await process.exit, 4)
})

test('signals end programs, and programs may handle them', async (t) => {
  const box = await mounted({
    'stays.js': 'process.on("SIGTERM", () => { console.log("asked"); process.exit(9) }); setInterval(() => {}, 1000); console.log("ready")',
    'parent.js': 'const child = require("child_process").spawn("sleep", ["100"]); child.on("spawn", () => console.log("ready"))'
  })
  const stays = await box.spawn('node', ['stays.js'])
  const { until } = shown(stays.output)
  await until('ready')
  stays.kill()
  await until('asked')
  t.equal(await stays.exit, 9)
  const parent = await box.spawn('node', ['parent.js'])
  await shown(parent.output).until('ready')
  t.equal((await box.processes()).filter((/** @type {any} */ each) => each.parent === parent.pid).length, 1)
  parent.kill('SIGKILL')
  t.deepEqual([await parent.exit, parent.signal], [137, 'SIGKILL'])
  t.deepEqual(await box.processes(), [])
})

test('programs start others and read what they write', async (t) => {
  await mounted({
    'runs.js': `const { exec, spawn, execSync } = require('child_process')
exec('echo out; echo err >&2; exit 3', (error, out, err) => {
  console.log(error.code, out.trim(), err.trim())
  const cat = spawn('cat'); cat.stdout.on('data', (data) => console.log('cat', String(data).trim())); cat.on('close', (code) => console.log('closed', code)); cat.stdin.end('given')
})
try { execSync('true') } catch (error) { console.log(error.code) }
spawn('nosuch').on('error', (error) => console.log(error.code))`
  })
  const [text, code] = await sh('node runs.js')
  t.deepEqual([text.split('\n').sort(), code], [['', '3 out err', 'ENOENT', 'ERR_NOT_IMPLEMENTED', 'cat given', 'closed 0'], 0])
})

test('a server listens on a port, answers and closes', async (t) => {
  const box = await mounted({
    'server.js': `const server = require('http').createServer((request, response) => {
  let body = ''
  request.on('data', (part) => { body += part }).on('end', () => {
    response.writeHead(201, { 'x-seen': request.headers['x-sent'] ?? '' })
    response.end(request.method + ' ' + request.url + ' ' + body)
    if (request.url === '/stop') server.close()
  })
})
server.listen(3000, () => console.log('on', server.address().port))`
  })
  /** @type {any[]} */
  const told = []
  const ends = [box.on('port', (/** @type {any[]} */ ...args) => told.push(args)), box.on('server-ready', (/** @type {any[]} */ ...args) => told.push(args))]
  const process = await box.spawn('node', ['server.js'])
  await shown(process.output).until('on 3000')
  t.deepEqual((await box.processes())[0].ports, [3000])
  const response = await box.fetch(3000, '/a?b=1', { method: 'POST', body: 'hello', headers: { 'x-sent': 'yes' } })
  t.deepEqual([response.status, response.headers.get('x-seen'), await response.text()], [201, 'yes', 'POST /a?b=1 hello'])
  const other = await box.spawn('node', ['server.js'])
  t.ok((await outputOf(other))[0].includes('EADDRINUSE'))
  t.equal(await (await box.fetch(3000, '/stop')).text(), 'GET /stop ')
  t.equal(await process.exit, 0)
  t.equal(await box.fetch(3000, '/').catch((/** @type {any} */ error) => error.message), 'Cannot fetch from port 3000: no program listens there')
  for (const end of ends) end()
  t.deepEqual(told, [[3000, 'open', 'http://localhost:3000/'], [3000, 'http://localhost:3000/'], [3000, 'close', 'http://localhost:3000/']])
})

test('WASI programs have arguments, input, files and an exit code', async (t) => {
  const box = await container()
  await box.mount([{ path: 'copy.wasm', kind: 'file', data: await program('copy'), mode: 0o755 }, { path: 'spin.wasm', kind: 'file', data: wasi.spin, mode: 0o755 }])
  t.deepEqual(await sh('printf "some input" | ./copy.wasm one two; cat made.txt'), ['argc 3 one two\nread some input\nin made.txt', 7 * 0])
  t.deepEqual(await sh('printf x | ./copy.wasm; exit $?'), ['argc 1\nread x\n', 7])
  const spin = await box.spawn('./spin.wasm')
  spin.kill()
  t.equal(await spin.exit, 143)
})

test('watchers are told what programs do', async (t) => {
  const box = await container()
  /** @type {(value: string) => void} */
  let tell
  const told = new Promise((resolve) => { tell = resolve })
  const watcher = box.fs.watch('.', (/** @type {string} */ event, /** @type {string} */ name) => tell(`${event} ${name}`))
  await sh('echo x > watched.txt')
  t.equal(await told, 'rename watched.txt')
  watcher.close()
})

test('states come back, and two containers both have port 3000', async (t) => {
  const [one, two] = [await container(), await bootPage()]
  const state = await one.snapshot()
  await one.fs.writeFile('later.txt', 'x')
  await one.restore(state)
  t.equal((await one.fs.readdir('.')).includes('later.txt'), false)
  for (const [index, box] of [one, two].entries()) {
    await box.mount({ 'number.js': { file: { contents: `require('http').createServer((_, response) => response.end('${index}')).listen(3000, () => console.log('on'))` } } })
    await shown((await box.spawn('node', ['number.js'])).output).until('on')
  }
  t.deepEqual([await (await one.fetch(3000, '/')).text(), await (await two.fetch(3000, '/')).text()], ['0', '1'])
  const running = await two.spawn('sleep', ['100'])
  two.teardown()
  t.equal(await running.exit, 137)
  t.equal(await two.fs.readdir('.').catch((/** @type {any} */ error) => error.message), 'Cannot use the container: it was torn down')
})

test('files of a container with a name are there again', async (t) => {
  const name = `kept-${Math.random()}`
  const first = await bootPage({ name })
  await outputOf(await first.spawn('sh', ['-c', 'mkdir sub && echo kept > sub/a.txt; echo gone > b.txt; rm b.txt']))
  await first.save()
  first.teardown()
  const again = await bootPage({ name })
  t.deepEqual([await again.fs.readFile('sub/a.txt', 'utf-8'), await again.fs.readdir('.')], ['kept\n', ['sub']])
  again.teardown()
})
