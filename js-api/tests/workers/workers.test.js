import test from 'oro:test'

/** @param {Worker} worker @returns {Promise<any>} */
function answer (worker) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not load'))
  }).finally(() => worker.terminate())
}

test('a module worker imports Node modules and requires them', async (t) => {
  const said = await answer(new Worker(new URL('./module.js', import.meta.url), { type: 'module' }))
  t.deepEqual(said, { text: 'TEXT', same: true, path: 'b', cwd: 'string' }, 'what it says')
})

test('a classic worker imports them when it needs them', async (t) => {
  const worker = new Worker(new URL('./classic.js', import.meta.url))
  const waiting = answer(worker)
  worker.postMessage('go')
  t.deepEqual(await waiting, { text: 'dGV4dA==', shown: '{ a: [ 1 ] }' }, 'what it says')
})

test('a classic worker has the globals of Node, importScripts and CommonJS', async (t) => {
  const url = new URL('./globals-classic.js?a=b', import.meta.url)
  const worker = new Worker(url, { name: 'mine' })
  const waiting = answer(worker)
  worker.postMessage('early')
  t.deepEqual(await waiting, {
    process: 'string', buffer: '78', global: true, require: true, imported: 'function', required: ['function', 'required.cjs', true], asked: 'early',
    file: `${globalThis.__args?.testFolder}/globals-classic.js`, args: 'string', client: 'worker', location: url.href, strict: true, name: 'mine', search: '?a=b', fs: true
  })
})

test('so has a module worker, in what it imports too', async (t) => {
  const said = await answer(new Worker(new URL('./globals-module.js', import.meta.url), { type: 'module' }))
  t.deepEqual(said, { early: ['string', 'function', true], same: true, name: '', nested: 'function', search: '', os: 'string' })
})

test('and a worker whose script is in a Blob', async (t) => {
  for (const [type, first] of [['classic', ''], ['module', "import 'node:os';"]]) {
    const url = URL.createObjectURL(new Blob([`${first}postMessage([typeof process.cwd(), require('path').basename(__filename)])`]))
    const worker = new Worker(url, { type: /** @type {WorkerType} */ (type) })
    URL.revokeObjectURL(url)
    t.deepEqual(await answer(worker), ['string', 'index.html'], type)
  }
})

test('and a shared worker', async (t) => {
  const { port } = new SharedWorker(new URL('./shared.js', import.meta.url), 'common')
  const said = await new Promise((resolve) => { port.onmessage = ({ data }) => resolve(data) })
  t.deepEqual(said, { buffer: 'shared', type: 'sharedWorker', client: 'worker', name: 'common' })
})

test('a worker that exits ends itself, and not the app', async (t) => {
  const url = URL.createObjectURL(new Blob(["onmessage = () => { process.on('exit', (code) => postMessage(['exit', code])); process.exit(3) }; postMessage(['ready'])"]))
  const worker = new Worker(url)
  const heard = /** @type {any[]} */ ([])
  await new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      heard.push(data)
      if (data[0] === 'ready') for (let n = 0; n < 2; n++) worker.postMessage('exit')
      else resolve(undefined)
    }
  })
  t.deepEqual(heard, [['ready'], ['exit', 3]])
})
