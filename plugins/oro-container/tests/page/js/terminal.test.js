import { test } from 'oro:test'
import { container, mounted } from './support/container.js'
import { sh, shown } from './support/streams.js'

test('the shell pipes, redirects and starts programs', async (t) => {
  await mounted({ 'up.js': 'process.stdin.on("data", (data) => process.stdout.write(String(data).toUpperCase()))' })
  t.deepEqual(await sh('printf "b\\na\\n" | sort | node up.js > out.txt && cat out.txt; echo $((6 * 7))'), ['A\nB\n42\n', 0])
  t.deepEqual(await sh('for f in *.none; do echo "$f"; done; nosuch; exit $?'), ['*.none\nsh: cannot run "nosuch": there is no such command\n', 127])
  t.deepEqual(await sh('node -e "process.exit(5)" || echo "was $?"'), ['was 5\n', 0])
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
