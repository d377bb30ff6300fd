import { test } from 'oro:test'

const worker = new Worker('/pyodide_worker.js', { type: 'module' })
const SIGINT = 2

/** Run Python; `running` is called as it begins. */
function run (code, interrupt, running = () => {}) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => data === 'running' ? running() : resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage({ interrupt, code })
  })
}

test('Python runs in a worker and is interrupted by shared memory', async (t) => {
  const interrupt = new Uint8Array(new SharedArrayBuffer(1))
  t.deepEqual(await run('sum(n * n for n in range(1000))', interrupt), { value: '332833500' })
  const { failed } = await run('while True: pass', interrupt, () => { interrupt[0] = SIGINT })
  t.ok(failed?.includes('KeyboardInterrupt'), failed)
  t.equal(interrupt[0], 0)
  t.deepEqual(await run('"on" + "ward"', interrupt), { value: 'onward' })
  worker.terminate()
})
