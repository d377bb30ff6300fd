import { test } from 'oro:test'
import { each, files, until } from './support/engines.js'

/** @param {string} text */
function plain (text) {
  return text.replace(/\u001b\[[\d;?]*[a-zA-Z]/g, '')
}

test('a terminal has colours and a size that changes', each(async (t, container) => {
  await files(container, { 'tty.js': `
    console.log(process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY, process.stdout.columns, process.stdout.rows, process.stdout.getColorDepth())
    console.log(require('node:util').inspect(7, { colors: process.stdout.isTTY }))
    process.stdout.on('resize', () => { console.log('now', process.stdout.columns, process.stdout.rows); process.exit() })
    setInterval(() => {}, 1000)
    console.log('ready')` })
  const process = await container.spawn('node', ['tty.js'], { terminal: { cols: 100, rows: 30 } })
  const reader = process.output.getReader()
  const seen = await until(reader, 'ready')
  t.equal(plain(seen).split('\r\n')[0], 'true true true 100 30 24')
  t.ok(seen.includes('\u001b[33m7\u001b[39m'))
  process.resize({ cols: 60, rows: 20 })
  t.match(plain(await until(reader, /now [^\n]*\n/)), /now 60 20/)
  t.equal(await process.exit, 0)
}))

test('without a terminal there is none, and its size is no matter', each(async (t, container) => {
  await files(container, { 'tty.js': 'console.log(Boolean(process.stdin.isTTY), Boolean(process.stdout.isTTY), process.stdout.columns); process.stdin.on("end", () => {}).resume()' })
  const process = await container.spawn('node', ['tty.js'])
  process.resize({ cols: 60, rows: 20 })
  const reader = process.output.getReader()
  t.equal(await until(reader, '\n'), 'false false undefined\n')
  await process.input.getWriter().close()
  t.equal(await process.exit, 0)
  const pty = await container.spawn('sh', ['-c', 'test -t 0 && test -t 1 && test -t 2 && echo tty'], { pty: true })
  t.equal(await until(pty.output.getReader(), '\n'), 'tty\r\n')
}))

test('a shell in a terminal is typed at, and Ctrl-C ends what it runs', each(async (t, container) => {
  const shell = await container.spawn('jsh', { terminal: { cols: 80, rows: 24 }, env: { PS1: '> ' } })
  const reader = shell.output.getReader()
  const writer = shell.input.getWriter()
  await until(reader, '> ')
  await writer.write('echo $((6 * 7)); sleep 1000\r')
  await until(reader, '42\r\n')
  await writer.write('\u0003')
  await until(reader, '> ')
  await writer.write('echo after $?\r')
  t.match(await until(reader, /after \d+\r\n[^]*> /), /after 130/)
  await writer.write('exit 5\n')
  t.equal(await shell.exit, 5)
}))

test('lines can be edited until they are sent, and Ctrl-D is the end', each(async (t, container) => {
  const process = await container.spawn('sh', ['-c', 'echo ready; cat; echo over'], { terminal: { cols: 60, rows: 20 } })
  const reader = process.output.getReader()
  const writer = process.input.getWriter()
  await until(reader, 'ready')
  await writer.write('helli\x7fo\r')
  t.match(plain(await until(reader, '\r\nhello\r\n')), /hello\r\n$/)
  await writer.write('\x04')
  await until(reader, 'over')
  t.equal(await process.exit, 0)
}))

test('the end of the input of a terminal is Ctrl-D', each(async (t, container) => {
  t.match((await container.exec('cat', [], { terminal: { cols: 60, rows: 20 }, input: 'one\r' })).output, /one\r\none\r\n/)
}))

test('a program in raw mode has each key as it is typed', each(async (t, container) => {
  await files(container, { 'raw.js': `
    process.stdin.setRawMode(true)
    process.stdin.on('data', (data) => { console.log(JSON.stringify(String(data))); if (String(data) === 'q') process.exit(7) })
    console.log('ready')` })
  const process = await container.spawn('node', ['raw.js'], { terminal: { cols: 60, rows: 20 } })
  const reader = process.output.getReader()
  const writer = process.input.getWriter()
  await until(reader, 'ready')
  await writer.write('\x03')
  t.match(await until(reader, /"[^"]*"\r\n/), /"\\u0003"\r\n/)
  await writer.write('\x1b[A')
  t.match(await until(reader, /"[^"]*"\r\n/), /"\\u001b\[A"\r\n/)
  await writer.write('q')
  t.equal(await process.exit, 7)
}))

test('a shell has jobs, which are stopped and go on', each(async (t, container) => {
  const shell = await container.spawn('sh', { terminal: { cols: 80, rows: 24 }, env: { PS1: '> ' } })
  const reader = shell.output.getReader()
  const writer = shell.input.getWriter()
  await until(reader, '> ')
  await writer.write('cat\r')
  await until(reader, 'cat\r\n')
  await writer.write('one\r')
  await until(reader, 'one\r\none\r\n')
  await writer.write('\x1a')
  await until(reader, '> ')
  await writer.write('fg\r')
  await until(reader, 'cat')
  await writer.write('two\r')
  await until(reader, 'two\r\ntwo\r\n')
  await writer.write('\x03')
  await until(reader, '> ')
  await writer.write('exit 3\r')
  t.equal(await shell.exit, 3)
}))

test('Ctrl-C may be handled', each(async (t, container) => {
  await files(container, { 'int.js': 'process.on("SIGINT", () => { console.log("interrupted"); process.exit(0) }); setInterval(() => {}, 1000); console.log("ready")' })
  const process = await container.spawn('node', ['int.js'], { terminal: { cols: 60, rows: 20 } })
  const reader = process.output.getReader()
  await until(reader, 'ready')
  await process.input.getWriter().write('\x03')
  t.match(await until(reader, 'interrupted'), /\^C/)
  t.equal(await process.exit, 0)
}))
