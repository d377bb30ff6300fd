import { test } from 'oro:test'
import { mounted } from './support/container.js'
import { outputOf, sh } from './support/streams.js'

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

test('hashes are those of Node', async (t) => {
  const box = await mounted({ 'hash.js': `const crypto = require('crypto')
console.log(crypto.createHash('sha256').update('abc').digest('hex'))
console.log(crypto.createHmac('sha1', 'key').update('a').update('b').digest('base64'), crypto.createHash('md5').update('').digest('hex'))
console.log(crypto.randomBytes(70000).length, crypto.randomUUID().length, crypto.randomInt(5, 6))
try { crypto.createHash('none') } catch (error) { console.log(error.message) }` })
  t.deepEqual((await outputOf(await box.spawn('node', ['hash.js'])))[0].split('\n'), [
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    '1lnIpieF/KDQMpxudn7kgX40Yo0= d41d8cd98f00b204e9800998ecf8427e',
    '70000 36 5',
    'Digest method not supported',
    ''
  ])
})

test('programs stand still for others', async (t) => {
  await mounted({
    'waits.js': `const { execSync, execFileSync, spawnSync } = require('child_process')
const fs = require('fs')
fs.writeFileSync('seen.txt', 'before')
console.log(String(execSync('cat seen.txt; echo made > made.txt')), fs.readFileSync('made.txt', 'utf8').trim())
fs.writeFileSync('made.txt', 'mine')
console.log(execFileSync('node', ['-p', 'process.argv.length'], { encoding: 'utf8' }).trim())
const { status, stdout, stderr, signal } = spawnSync('sh', ['-c', 'cat; echo bad >&2; exit 4'], { input: 'given', encoding: 'utf8' })
console.log(status, stdout, stderr.trim(), signal)
try { execSync('echo why >&2; exit 3', { stdio: 'pipe' }) } catch (error) { console.log(error.status, String(error.stderr).trim()) }
console.log(spawnSync('nosuch').error.code, spawnSync('sleep', ['100'], { timeout: 50 }).error.code)
execSync('echo shown', { stdio: 'inherit' })
setTimeout(() => console.log(fs.readFileSync('made.txt', 'utf8')), 20)`
  })
  t.deepEqual(await sh('node waits.js'), ['before made\n1\n4 given bad null\n3 why\nENOENT ETIMEDOUT\nshown\nmine\n', 0])
})

test('what a program floods the page with neither grows nor freezes', async (t) => {
  const box = await mounted({ 'much.js': `const piece = 'z'.repeat(1 << 16); let left = 800
const more = () => { while (left-- > 0) if (!process.stdout.write(piece)) return process.stdout.once('drain', more) }
more()` })
  const process = await box.spawn('node', ['much.js'])
  let [size, longest, last] = [0, 0, performance.now()]
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 20)
  const reader = process.output.getReader()
  for (let step = await reader.read(); !step.done; step = await reader.read()) size += step.value.length
  clearInterval(beat)
  t.deepEqual([size, await process.exit], [800 << 16, 0])
  t.ok(longest < 5000, `the page stood still for ${Math.round(longest)} ms`)
  t.deepEqual(await sh('node much.js | wc -c'), [`${800 << 16}\n`, 0])
})
