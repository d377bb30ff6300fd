import cp, { spawn } from 'oro:child_process'
import { test } from 'oro:test'
import { differences } from './support/difference.js'
import { scenarios, transcript } from './support/scenarios.js'

const ASK = '\nimport cp from "node:child_process"\nconsole.log(JSON.stringify(await transcript(cp)))\nprocess.exit()\n'

/** @returns {Promise<Record<string, any>>} what Node says */
async function node () {
  const source = await (await fetch(new URL('./support/scenarios.js', import.meta.url))).text()
  const child = spawn('node', ['--input-type=module', '-'], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(source + ASK)
  let text = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

test('programs do in a page what they do in Node', async (t) => {
  const expected = await node()
  const found = await transcript(cp)
  for (const name of Object.keys(scenarios)) t.equal(differences(found[name], expected[name]).join('\n'), '', name)
})

test('every export of Node is there', async (t) => {
  const names = ['ChildProcess', 'exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']
  t.deepEqual(Object.keys(cp).filter((name) => name !== 'default').sort(), names)
})
