/** Programs in Python and WebAssembly are offered, and run. */

import { test } from 'oro:test'
import { ready, shown, until, written } from './panel.js'

async function run (label) {
  shown('#offers').value = label
  shown('#run').click()
}

test('each file that can be run is offered, and runs', async (t) => {
  await ready()
  t.deepEqual([...shown('#offers').options].map(({ value }) => value), ['python3 main.py', 'answer.wasm (Node\'s WASI)'])
  await run('python3 main.py')
  await until(() => written().includes('{"answer": 42}'))
  await run('answer.wasm (Node\'s WASI)')
  await until(() => written().includes('hello from wasm'))
  await until(() => written().includes('ended with exit code 3'))
  await until(() => shown('#status').textContent === 'Failed with exit code 3')
})
