import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { all, refusal, until, within } from './support/containers.js'

test('Node and a shell run, with arguments, variables and folders', async (t) => {
  await within(async (container) => {
    await container.mount({ sub: { directory: { 'index.js': { file: { contents: 'console.log(process.argv.slice(2), process.env.A, process.cwd()); process.exit(3)' } } } } })
    const process = await container.spawn('node', ['index.js', 'x', 'y z'], { cwd: 'sub', env: { A: 7 } })
    t.equal(await all(process.output), "[ 'x', 'y z' ] 7 /home/project/sub\n")
    t.equal(await process.exit, 3)
    t.deepEqual(await container.exec('sh', ['-c', 'cat; echo err >&2; exit 2'], { input: 'in\n' }), { exit: 2, output: 'in\nerr\n' })
    t.equal((await container.exec('env', [], { clearEnv: true, env: { ONLY: true } })).output.split('\n').sort().map((line) => line.split('=')[0]).join(), ',HOME,ONLY,PATH,TERM')
    t.match(container.path, /^\/home\/project\/node_modules\/\.bin:/)
    t.equal(container.workdir, '/home/project')
  })
})

test('a program that is not there is named', async (t) => {
  await within(async (container) => {
    const error = await refusal(() => container.spawn('nothing-here', ['x']))
    t.equal(error.code, 'ENOENT')
    t.match(error.message, /nothing-here/)
    t.match((await refusal(() => container.spawn('sh', ['-c', 'true'], { cwd: 'none' }))).code, /ENOTDIR|ENOENT/)
    t.match((await refusal(() => container.spawn('sh', /** @type {any} */ ([1])))).message, /arguments are texts/)
  })
})

/** @param {string} text */
function plain (text) {
  return text.replace(/\u001b\[\d*m/g, '')
}

test('a terminal has colours and a size that changes', async (t) => {
  await within(async (container) => {
    await container.mount({
      'tty.js': { file: { contents: `
        console.log(process.stdout.isTTY, process.stdout.columns, process.stdout.rows, process.stdout.getColorDepth())
        console.log(require('node:util').inspect(7, { colors: process.stdout.isTTY }))
        process.stdout.on('resize', () => { console.log('now', process.stdout.columns, process.stdout.rows); process.exit() })
        setInterval(() => {}, 1000)
        console.log('ready')` } }
    })
    const process = await container.spawn('node', ['tty.js'], { terminal: { cols: 100, rows: 30 } })
    const reader = process.output.getReader()
    const seen = await until(reader, 'ready')
    t.equal(plain(seen).split('\r\n')[0], 'true 100 30 24')
    t.ok(seen.includes('\u001b[33m7\u001b[39m'))
    process.resize({ cols: 60, rows: 20 })
    t.match(plain(await until(reader, /now [^\n]*\n/)), /now 60 20/)
    t.equal(await process.exit, 0)
  })
})

test('a shell in a terminal is typed at, and Ctrl-C ends what it runs', async (t) => {
  await within(async (container) => {
    const shell = await container.spawn('jsh', { terminal: { cols: 80, rows: 24 }, env: { PS1: '> ' } })
    const reader = shell.output.getReader()
    const writer = shell.input.getWriter()
    await until(reader, '> ')
    await writer.write('sh -c "echo \\$((6 * 7)); exec sleep 1000"\n')
    await until(reader, '42')
    await writer.write('\u0003')
    await until(reader, '> ')
    await writer.write('echo after $?\n')
    t.match(await until(reader, /after \d+/), /after 130/)
    await writer.write('exit 5\n')
    t.equal(await shell.exit, 5)
  })
})

test('a program is fed line by line until its input ends', async (t) => {
  await within(async (container) => {
    const process = await container.spawn('sh', ['-c', 'while read line; do echo "got $line"; done; echo end'])
    const reader = process.output.getReader()
    const writer = process.input.getWriter()
    await writer.write('one\n')
    t.equal(await until(reader, 'got one\n'), 'got one\n')
    await writer.write('zwei ä\n')
    t.equal(await until(reader, '\n'), 'got zwei ä\n')
    await writer.close()
    t.equal(await until(reader, 'end\n'), 'end\n')
    t.equal(await process.exit, 0)
  })
})

test('text is decoded across the borders of chunks', async (t) => {
  await within(async (container) => {
    await container.mount({ 'split.js': { file: { contents: `
      const bytes = Buffer.from('a€😀')
      let at = 0
      process.stdin.on('data', () => {
        process.stdout.write(bytes.subarray(at, at += 1))
        if (at === bytes.length) process.exit()
      })` } } })
    const process = await container.spawn('node', ['split.js'])
    const writer = process.input.getWriter()
    const feed = setInterval(() => writer.write('x').catch(() => {}), 5)
    t.equal(await all(process.output), 'a€😀')
    clearInterval(feed)
  })
})

test('fifty megabytes are waited for, and the page stays alive', async (t) => {
  await within(async (container) => {
    for (const terminal of [undefined, { cols: 80, rows: 24 }]) {
      const size = terminal ? 5 << 20 : 50 << 20
      const process = await container.spawn('sh', ['-c', `head -c ${size} /dev/zero | tr '\\0' x; echo done >> ran`], { terminal })
      const reader = process.output.getReader()
      await reader.read()
      t.equal((await refusal(() => container.fs.stat('ran'))).code, 'ENOENT', 'it waits while nothing is read')
      let length = 0
      let slowest = 0
      for (let n = 0; ; n++) {
        const { value, done } = await reader.read()
        if (done) break
        length += value.length
        if (n % 64 === 0) {
          const begun = performance.now()
          await ipc.request('ping')
          slowest = Math.max(slowest, performance.now() - begun)
        }
      }
      t.ok(length > size - (2 << 20), `${length} of ${size}`)
      t.ok(slowest < 1000, `a call took ${slowest} ms`)
      t.equal(await process.exit, 0)
      await container.fs.rm('ran')
    }
  })
})

test('output that is not wanted holds nothing up', async (t) => {
  await within(async (container) => {
    for (const terminal of [undefined, { cols: 80, rows: 24 }]) {
      const process = await container.spawn('sh', ['-c', 'head -c 5000000 /dev/zero; echo err >&2; exit 4'], { output: false, terminal })
      t.equal(await process.exit, 4)
      t.equal(await all(process.output), '')
    }
    const given = await container.spawn('yes')
    await given.output.cancel()
    t.ok(await given.exit !== 0)
  })
})

test('streams are piped apart, discarded or shown', async (t) => {
  await within(async (container) => {
    const script = ['-c', 'echo out; echo err >&2; cat']
    const apart = await container.spawn('sh', script, { stdin: 'null', stdout: 'piped', stderr: 'piped' })
    const text = (/** @type {Uint8Array | null} */ bytes) => new TextDecoder().decode(bytes ?? new Uint8Array())
    t.equal(text(await apart.readStdout()), 'out\n')
    t.equal(text(await apart.readStderr()), 'err\n')
    t.equal(await apart.readStdout(), null)
    const silent = await container.spawn('sh', script, { stdin: 'null', stdout: 'piped', stderr: 'null' })
    t.equal(await all(silent.output), 'out\n')
    const none = await container.spawn('sh', script, { stdin: null, stdout: null, stderr: 'piped' })
    t.equal(text(await none.readStderr()), 'err\n')
    t.equal(await none.readStdout(), null)
    const pty = await container.spawn('sh', ['-c', 'test -t 1 && echo tty'], { pty: true })
    t.equal(await all(pty.output), 'tty\r\n')
    t.match((await refusal(() => container.spawn('sh', { stdin: /** @type {any} */ ('file') }))).message, /"stdin" is "inherit"/)
  })
})

test('signals end a program and what it started', async (t) => {
  await within(async (container) => {
    const process = await container.spawn('sh', ['-c', 'sleep 1000 & sleep 1000 & echo on; wait'])
    await until(process.output.getReader(), 'on')
    t.equal((await container.processes()).length, 3)
    process.kill()
    t.deepEqual([await process.exit, process.signal], [137, 'SIGKILL'])
    // They were sent the signal, and end a moment later.
    while ((await container.listProcesses()).some(({ state }) => state !== 'ended'));
    process.kill()
    const polite = await container.spawn('sh', ['-c', 'trap "echo bye; exit 9" TERM; echo on; while :; do sleep 0.05; done'])
    const reader = polite.output.getReader()
    await until(reader, 'on')
    polite.kill('SIGTERM')
    t.match(await until(reader, 'bye'), /bye/)
    t.equal(await polite.exit, 9)
  })
})

test('the end of a program is told', async (t) => {
  await within(async (container) => {
    /** @type {any[]} */
    const ends = []
    const stop = container.on('exit', (event) => ends.push(event))
    const seen = new Promise((resolve) => container.on('*', resolve))
    const process = await container.spawn('sh', ['-c', 'exit 6'])
    await process.exit
    await seen
    t.deepEqual(ends, [{ pid: process.pid, code: 6, signal: '' }])
    stop()
    t.throws(() => container.on('exit', /** @type {any} */ (7)), /give a function/)
  })
})
