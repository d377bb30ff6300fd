import { test } from 'oro:test'
import { WebContainer } from 'oro:container'
import { refusal, until, within } from './support/containers.js'

test('an entry is served, shown by its port, and ended', async (t) => {
  await within(async (container) => {
    /** @type {any[]} */
    const ports = []
    container.on('port', (port, state) => ports.push([port, state]))
    await container.fs.writeFile('server.ts', "export default (request: Request) => { console.log('asked'); return `${process.env.A} ${new URL(request.url).pathname}` }")
    const { port, url, process } = await container.serve('server.ts', { port: 3000, env: { A: 7 } })
    t.equal(port, 3000)
    t.match(url, /^http:\/\//)
    const asked = await container.exec('node', ['-e', "fetch('http://127.0.0.1:3000/x').then(async (r) => console.log(await r.text()))"])
    t.equal(asked.output, '7 /x\n')
    await until(process.output.getReader(), 'asked')
    const closed = new Promise((resolve) => container.on('port', (_, state) => state === 'close' && resolve(undefined)))
    process.kill()
    t.equal(await process.exit, 137)
    await closed
    t.deepEqual(ports, [[3000, 'open'], [3000, 'close']])
  })
})

test('an entry that cannot be served says why', async (t) => {
  await within(async (container) => {
    await container.fs.writeFile('bad.js', "import './missing.js'")
    t.match((await refusal(() => container.serve('bad.js'))).message, /there is no such module/)
    t.match((await refusal(() => container.serve('bad.js', { port: 70000 }))).message, /Cannot use an entry/)
  })
})

test('php is a program', async (t) => {
  await within(async (container) => {
    t.match((await container.exec('php', ['-v'])).output, /^PHP 8/)
    await container.fs.writeFile('script.php', '<?php echo $argv[1], PHP_EOL; exit(2);')
    t.deepEqual(await container.exec('php', ['script.php', 'x']), { exit: 2, output: 'x\n' })
  })
})

test('an image is named, and never a path', async (t) => {
  for (const image of ['/etc', './image', '../image', 'nothing-here']) {
    t.match((await refusal(() => WebContainer.boot({ image }))).message, /Cannot find image/)
  }
})
