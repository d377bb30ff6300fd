import { test } from 'oro:test'
import { container } from './support/container.js'
import { program, wasi } from './support/programs.js'
import { sh } from './support/streams.js'

test('WASI programs have arguments, input, files and an exit code', async (t) => {
  const box = await container()
  await box.mount([{ path: 'copy.wasm', kind: 'file', data: await program('copy'), mode: 0o755 }, { path: 'spin.wasm', kind: 'file', data: wasi.spin, mode: 0o755 }])
  t.deepEqual(await sh('printf "some input" | ./copy.wasm one two; cat made.txt'), ['argc 3 one two\nread some input\nin made.txt', 7 * 0])
  t.deepEqual(await sh('printf x | ./copy.wasm; exit $?'), ['argc 1\nread x\n', 7])
  const spin = await box.spawn('./spin.wasm')
  spin.kill()
  t.equal(await spin.exit, 143)
})
