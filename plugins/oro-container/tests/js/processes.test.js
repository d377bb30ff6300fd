import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { refusal, within } from './support/containers.js'

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
