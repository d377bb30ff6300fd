import { test } from 'oro:test'
import { all, each, files, held, refusal, until } from './support/engines.js'

test('a program has arguments, variables, a folder and an exit code', each(async (t, container) => {
  await container.mount({ sub: { directory: { 'index.js': { file: { contents: 'console.log(JSON.stringify([process.argv.slice(2), process.env.A, process.env.B, process.cwd()])); process.exit(3)' } } } } })
  const process = await container.spawn('node', ['index.js', 'x', 'y z', ''], { cwd: 'sub', env: { A: 7, B: true } })
  t.equal(await all(process.output), '[["x","y z",""],"7","true","/home/project/sub"]\n')
  t.deepEqual([await process.exit, process.signal, Number.isInteger(process.pid)], [3, '', true])
  t.deepEqual(await container.exec('sh', ['-c', 'cat; echo err >&2; exit 2'], { input: 'in\n' }), { exit: 2, output: 'in\nerr\n' })
  t.deepEqual(await container.exec('pwd', [], { cwd: '/sub' }), { exit: 0, output: '/home/project/sub\n' })
  const plain = await container.spawn('pwd', { cwd: 'sub' })
  t.equal(await all(plain.output), '/home/project/sub\n', 'options may stand for arguments')
}))

test('a program has the variables of the container, and those it is given', each(async (t, container) => {
  /** @param {any} options */
  const env = async (options) => Object.fromEntries((await container.exec('env', [], options)).output.trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)))
  const given = await env({ env: { ONLY: 1 } })
  t.match(given.HOME, /^\/home/)
  t.deepEqual([given.ONLY, given.PATH, given.TERM, given.USER, given.SHELL, given.LANG], ['1', container.path, 'xterm-256color', 'user', '/bin/sh', 'C.UTF-8'])
  t.deepEqual(Object.keys(await env({ clearEnv: true, env: { ONLY: true } })).sort(), ['HOME', 'ONLY', 'PATH', 'TERM'])
  t.equal((await env({ env: { PATH: '/nowhere:/usr/bin:/bin' } })).PATH, '/nowhere:/usr/bin:/bin')
}))

test('a program that cannot be started is named', each(async (t, container) => {
  const error = await refusal(() => container.spawn('nothing-here', ['x']))
  t.deepEqual([error instanceof Error, error.code], [true, 'ENOENT'])
  t.match(error.message, /nothing-here/)
  t.equal((await refusal(() => container.spawn('./nothing-here'))).code, 'ENOENT')
  await files(container, { 'no.txt': 'no program' })
  t.match((await refusal(() => container.spawn('./no.txt'))).code, /^EACCES$/, 'it may not be run')
  t.equal((await refusal(() => container.spawn('sh', ['-c', 'true'], { cwd: 'none' }))).code, 'ENOTDIR')
  t.equal((await refusal(() => container.spawn('sh', ['-c', 'true'], { cwd: 'no.txt' }))).code, 'ENOTDIR')
  t.match((await refusal(() => container.spawn('sh', /** @type {any} */ ([1])))).message, /arguments are texts/)
  t.match((await refusal(() => container.spawn('sh', { stdin: /** @type {any} */ ('file') }))).message, /"stdin" is "inherit"/)
  t.match((await refusal(() => container.spawn('sh', { terminal: { cols: 0, rows: 1 } }))).message, /1 to 65535/)
  t.deepEqual(await container.processes(), [])
}))

test('programs are found in the files, and by the folders of packages', each(async (t, container) => {
  await container.mount({
    'run.sh': { file: { contents: '#!/bin/sh\necho "shell $1"', mode: 0o755 } },
    'run.js': { file: { contents: '#!/usr/bin/env node\nconsole.log("node", process.argv[2])', mode: 0o755 } },
    node_modules: { directory: { '.bin': { directory: { tool: { file: { contents: '#!/usr/bin/env node\nconsole.log("tool")', mode: 0o755 } } } } } }
  })
  t.equal((await container.exec('./run.sh', ['a'])).output, 'shell a\n')
  t.equal((await container.exec('./run.js', ['b'])).output, 'node b\n')
  t.equal((await container.exec('tool')).output, 'tool\n')
  t.equal((await container.exec('sh', ['-c', 'tool | tr o 0'])).output, 't00l\n')
}))

test('programs of the machine run, or are refused', each(async (t, container, engine) => {
  const elf = new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, ...new Uint8Array(100)])
  await container.mount({ native: { file: { contents: elf, mode: 0o755 } } })
  if (container.capabilities.nativePrograms) {
    t.equal((await container.exec('sh', ['-c', 'cp "$(command -v cat)" mine && echo copied | ./mine'])).output, 'copied\n')
  } else {
    const error = await refusal(() => container.spawn('./native'))
    t.equal(error.code, 'EACCES')
    t.match(error.message, /it is a program of a machine, and a page runs WebAssembly/)
  }
  t.equal(container.isolation === 'page', engine === 'page')
}))

test('modules of Node that are there work, and others are named', each(async (t, container) => {
  await files(container, {
    'main.mjs': 'import fs, { writeFileSync } from "node:fs"; import { join } from "node:path"; writeFileSync("made.txt", join("a", "..", "b")); console.log(await Promise.resolve(fs.readFileSync("made.txt", "utf8")), import.meta.url)',
    'main.cjs': 'const { double } = require("./lib.cjs"); console.log(double(21), require("node:os").EOL === "\\n", require("crypto").createHash("sha256").update("abc").digest("hex").slice(0, 8))',
    'lib.cjs': 'exports.double = (n) => 2 * n',
    'fails.js': 'console.error("before"); throw new TypeError("no good")',
    'dgram.cjs': 'console.log(typeof require("node:dgram").createSocket)'
  })
  t.deepEqual(await container.exec('node', ['main.mjs']), { exit: 0, output: 'b file:///home/project/main.mjs\n' })
  t.equal(await container.fs.readFile('made.txt', 'utf8'), 'b')
  t.deepEqual(await container.exec('node', ['main.cjs']), { exit: 0, output: '42 true ba7816bf\n' })
  const failed = await container.exec('node', ['fails.js'])
  t.equal(failed.exit, 1)
  t.match(failed.output, /^before\n[^]*TypeError: no good/)
  const dgram = await container.exec('node', ['dgram.cjs'])
  if (container.capabilities.nodeItself) t.deepEqual(dgram, { exit: 0, output: 'function\n' })
  else {
    t.equal(dgram.exit, 1)
    t.match(dgram.output, /node:dgram/)
  }
}))

test('programs start others, at once or one after another', each(async (t, container) => {
  await files(container, {
    'runs.js': `const { exec, spawn } = require('child_process')
exec('echo out; echo err >&2; exit 3', (error, out, err) => {
  console.log(error.code, out.trim(), err.trim())
  const cat = spawn('cat'); cat.stdout.on('data', (data) => console.log('cat', String(data).trim())); cat.on('close', (code) => console.log('closed', code)); cat.stdin.end('given')
})
spawn('nosuch').on('error', (error) => console.log(error.code))`,
    'sync.js': 'try { console.log(String(require("child_process").execSync("echo sync")).trim()) } catch (error) { console.log(error.code) }'
  })
  const { exit, output } = await container.exec('node', ['runs.js'])
  t.deepEqual([exit, output.trim().split('\n').sort()], [0, ['3 out err', 'ENOENT', 'cat given', 'closed 0']])
  t.equal((await container.exec('node', ['sync.js'])).output, container.capabilities.synchronousChildren ? 'sync\n' : 'ERR_NOT_IMPLEMENTED\n')
}))

test('scripts of a package run, and npm installs or says why not', each(async (t, container) => {
  await files(container, {
    'package.json': JSON.stringify({ name: 'p', scripts: { start: 'node start.js', say: 'echo said', fail: 'exit 4' } }),
    'start.js': 'console.log("started", process.env.npm_lifecycle_event)'
  })
  t.match((await container.exec('npm', ['run', 'start'])).output, /started start\n$/)
  t.match((await container.exec('npm', ['start'])).output, /started start\n$/)
  t.match((await container.exec('npm', ['run', 'say', '--', 'more'])).output, /said more\n$/)
  t.equal((await container.exec('npm', ['run', 'fail'])).exit, 4)
  t.notEqual((await container.exec('npm', ['run', 'none'])).exit, 0)
  const installed = await container.exec('npm', ['install'])
  if (container.capabilities.npmInstall) {
    t.equal(installed.exit, 0)
    t.ok((await container.fs.readdir('.')).includes('package-lock.json'))
  } else {
    t.notEqual(installed.exit, 0)
    t.match(installed.output, /npm install.*needs a registry, and the page engine has none/)
  }
}))

test('a program is fed line by line until its input ends', each(async (t, container) => {
  const process = await container.spawn('sh', ['-c', 'while read line; do echo "got $line"; done; echo end'])
  const reader = process.output.getReader()
  const writer = process.input.getWriter()
  await writer.write('one\n')
  t.equal(await until(reader, 'got one\n'), 'got one\n')
  await writer.write('zwei ä\n')
  t.equal(await until(reader, '\n'), 'got zwei ä\n')
  t.match((await refusal(() => container.exec('true').then(() => writer.write(/** @type {any} */ (7))))).message, /give text or a Uint8Array/)
  const other = await container.spawn('cat')
  const typed = other.input.getWriter()
  await typed.write(/** @type {any} */ (new Uint8Array([0x61, 0x0a])))
  await typed.close()
  t.equal(await all(other.output), 'a\n', 'bytes are input, too')
  process.kill()
  t.equal(await process.exit, 137)
}))

test('the end of the input is read', each(async (t, container) => {
  const process = await container.spawn('sh', ['-c', 'cat; echo end'])
  const writer = process.input.getWriter()
  await writer.write('one')
  await writer.close()
  t.equal(await all(process.output), 'oneend\n')
  t.equal(await process.exit, 0)
  const long = 'x'.repeat(300_000)
  t.equal((await container.exec('node', ['-e', 'let n = 0; process.stdin.on("data", (data) => { n += data.length }).on("end", () => console.log(n))'], { input: long })).output, '300000\n')
}))

test('writing to a program that reads no more is refused', each(async (t, container) => {
  const process = await container.spawn('true')
  await process.exit
  const writer = process.input.getWriter()
  const error = await refusal(async () => { for (;;) await writer.write('x'.repeat(100_000)) })
  t.ok(error instanceof Error)
  const done = await container.exec('true', [], { input: 'x'.repeat(300_000) })
  t.equal(done.exit, 0, 'what it does not read is its own affair')
}))

test('text is decoded across the borders of chunks, and bytes are exact', each(async (t, container) => {
  await files(container, { 'split.js': `
    const bytes = Buffer.from('a€😀')
    let at = 0
    process.stdin.on('data', () => {
      process.stdout.write(bytes.subarray(at, at += 1))
      if (at === bytes.length) process.exit()
    })` })
  const process = await container.spawn('node', ['split.js'])
  const writer = process.input.getWriter()
  const feed = setInterval(() => writer.write('x').catch(() => {}), 5)
  t.equal(await all(process.output), 'a€😀')
  clearInterval(feed)
  const bytes = await container.spawn('printf', ['\\377\\0\\200'])
  t.deepEqual(await bytes.readStdout(), new Uint8Array([255, 0, 128]))
  t.equal(await bytes.readStdout(), null)
}))

test('a program that is not read waits, and goes on when it is', each(async (t, container) => {
  const size = 3_000_000
  await files(container, { 'flood.js': `let n = 0
    const more = () => { while (n < ${size}) { n += 1000; if (!process.stdout.write('x'.repeat(1000))) return process.stdout.once('drain', more) } require('fs').writeFileSync('ran', '') }
    more()` })
  const process = await container.spawn('node', ['flood.js'])
  const reader = process.output.getReader()
  let length = /** @type {string} */ ((await reader.read()).value).length
  for (let n = 0; n < 20; n++) await container.processes()
  t.equal((await refusal(() => container.fs.stat('ran'))).code, 'ENOENT', 'it waits while nothing is read')
  for (let step = await reader.read(); !step.done; step = await reader.read()) length += step.value.length
  t.deepEqual([length, await process.exit], [size, 0])
  await container.fs.stat('ran')
}))

test('output that is not wanted holds nothing up', each(async (t, container) => {
  for (const terminal of [undefined, { cols: 80, rows: 24 }]) {
    const process = await container.spawn('node', ['-e', 'console.log("x".repeat(1000000)); console.error("err"); process.exitCode = 4'], { output: false, terminal })
    t.equal(await process.exit, 4)
    t.equal(await all(process.output), '')
  }
  const given = await container.spawn('sh', ['-c', 'while :; do echo yes || exit 3; done'])
  await given.output.cancel()
  t.ok(await given.exit !== 0)
}))

test('streams are piped apart, discarded or shown', each(async (t, container) => {
  const script = ['-c', 'echo out; echo err >&2; cat']
  const text = (/** @type {Uint8Array | null} */ bytes) => new TextDecoder().decode(bytes ?? new Uint8Array())
  const silent = await container.spawn('sh', script, { stdin: 'null', stdout: 'piped', stderr: 'null' })
  t.equal(await all(silent.output), 'out\n')
  const mute = await container.spawn('sh', script, { stdin: null, stdout: null, stderr: null })
  t.equal(await all(mute.output), '')
  t.equal(await mute.exit, 0)
  await held(t, container, 'separateErrors', async () => {
    const apart = await container.spawn('sh', script, { stdin: 'null', stdout: 'piped', stderr: 'piped' })
    t.equal(text(await apart.readStdout()), 'out\n')
    t.equal(text(await apart.readStderr()), 'err\n')
    t.equal(await apart.readStdout(), null)
    t.equal(await apart.readStderr(), null)
    const none = await container.spawn('sh', script, { stdin: null, stdout: null, stderr: 'piped' })
    t.equal(text(await none.readStderr()), 'err\n')
    t.equal(await none.readStdout(), null)
    const much = ['-e', 'process.stderr.write("x".repeat(1 << 20), () => console.log("out"))']
    const run = await container.exec('node', much, { stdout: 'piped', stderr: 'piped' })
    t.deepEqual([run.exit, run.output, run.errors?.length], [0, 'out\n', 1 << 20])
  })
}))

test('the console of the page shows what inherits it', each(async (t, container) => {
  await held(t, container, 'separateErrors', async () => {
    const { log, error } = console
    /** @type {string[]} */
    const shown = []
    const all = new Promise((resolve) => {
      const show = (/** @type {string} */ line) => { if (shown.push(line) === 3) resolve(null) }
      console.log = (line) => show(`log: ${line}`)
      console.error = (line) => show(`error: ${line}`)
    })
    let apart
    try {
      // Nothing is claimed meanwhile: claims are told by the console.
      apart = await container.exec('sh', ['-c', 'echo one; echo two; echo wrong >&2'], { stderr: 'inherit' })
      await container.spawn('sh', ['-c', 'echo one; echo two'], { stdout: 'inherit' })
      await all
    } finally {
      Object.assign(console, { log, error })
    }
    t.deepEqual(apart, { exit: 0, output: 'one\ntwo\n' })
    t.deepEqual(shown.sort(), ['error: wrong', 'log: one', 'log: two'])
  })
}))

test('a signal ends a program and what it started', each(async (t, container) => {
  const process = await container.spawn('sh', ['-c', 'sleep 1000 & sleep 1000 & echo on; wait'])
  await until(process.output.getReader(), 'on')
  const found = await container.processes()
  t.ok(found.length >= 3)
  t.equal(found.filter(({ parent }) => parent === process.pid).length, 2)
  const own = found.find(({ pid }) => pid === process.pid)
  t.deepEqual([own?.argv.slice(0, 2), own?.cwd, typeof own?.state], [['sh', '-c'], '/home/project', 'string'])
  process.kill()
  t.deepEqual([await process.exit, process.signal], [137, 'SIGKILL'])
  // They were sent the signal, and end a moment later.
  while ((await container.listProcesses()).some(({ state }) => state !== 'ended'));
  process.kill()
}))

test('a signal may be handled, and is told by its number', each(async (t, container) => {
  await files(container, { 'stays.js': 'process.on("SIGTERM", () => { console.log("bye"); process.exit(9) }); setInterval(() => {}, 1000); console.log("on")' })
  const polite = await container.spawn('node', ['stays.js'])
  const reader = polite.output.getReader()
  await until(reader, 'on')
  polite.kill('SIGTERM')
  t.match(await until(reader, 'bye'), /bye/)
  t.deepEqual([await polite.exit, polite.signal], [9, ''])
  for (const [signal, code] of /** @type {const} */ ([['SIGTERM', 143], ['SIGINT', 130], ['SIGHUP', 129], [15, 143]])) {
    const process = await container.spawn('sleep', ['1000'])
    process.kill(signal)
    t.equal(await process.exit, code)
  }
  const trapped = await container.spawn('sh', ['-c', 'trap "echo bye; exit 9" TERM; echo on; while :; do sleep 0.05; done'])
  const lines = trapped.output.getReader()
  await until(lines, 'on')
  trapped.kill('SIGTERM')
  t.match(await until(lines, 'bye'), /bye/)
  t.equal(await trapped.exit, 9)
}))

test('a program is stopped, and goes on', each(async (t, container) => {
  const process = await container.spawn('sh', ['-c', 'while read line; do echo "got $line"; done'])
  const reader = process.output.getReader()
  const writer = process.input.getWriter()
  await writer.write('one\n')
  await until(reader, 'got one\n')
  process.kill('SIGSTOP')
  while ((await container.processes()).some(({ pid, state }) => pid === process.pid && state !== 'stopped'));
  await writer.write('two\n')
  process.kill('SIGCONT')
  t.equal(await until(reader, '\n'), 'got two\n')
  process.kill()
  t.equal(await process.exit, 137)
}))

test('the end of a program is told', each(async (t, container) => {
  /** @type {any[]} */
  const ends = []
  const stop = container.on('exit', (event) => ends.push(event))
  /** @type {() => void} */
  let stopAll = () => {}
  const seen = new Promise((resolve) => { stopAll = container.on('*', (event) => { if (event.type === 'exit') resolve(event) }) })
  const process = await container.spawn('sh', ['-c', 'exit 6'])
  await process.exit
  t.deepEqual(await seen, { type: 'exit', pid: process.pid, code: 6, signal: '' })
  t.deepEqual(ends, [{ pid: process.pid, code: 6, signal: '' }])
  stop()
  stopAll()
  await container.exec('true')
  t.equal(ends.length, 1)
  t.throws(() => container.on('exit', /** @type {any} */ (7)), /give a function/)
}))

test('output of a program is found in files, and the other way round', each(async (t, container) => {
  await container.fs.writeFile('in.txt', 'one\ntwo\n')
  const process = await container.spawn('sh', ['-c', 'sort -r in.txt | tee out.txt'])
  t.equal(await all(process.output), 'two\none\n')
  t.equal(await container.fs.readFile('out.txt', 'utf-8'), 'two\none\n')
}))
