// Whom the host takes for the app's own: documents and workers that carry the mark, and nothing that only names an origin.
import { request } from 'oro:ipc'
import { test } from 'oro:test'

const reached = async () => (await request('doors.reached')).data

const loaded = (tag, attributes) => new Promise((resolve) => {
  const made = Object.assign(document.createElement(tag), { ...attributes, onload: () => resolve('load'), onerror: () => resolve('error') })
  document.body.append(made)
})

const streamed = (url) => new Promise((resolve) => {
  const source = new EventSource(url)
  source.onmessage = ({ data }) => { source.close(); resolve([data, source.url]) }
  source.onerror = () => { source.close(); resolve(['error', source.url]) }
})

test('a sandboxed frame of an own file reaches no route and no mount that is not public', async (t) => {
  const frame = Object.assign(document.createElement('iframe'), { src: new URL('./sandboxed.html', import.meta.url) })
  frame.setAttribute('sandbox', 'allow-scripts')
  const done = new Promise((resolve) => addEventListener('message', ({ data }) => data === 'done' && resolve()))
  document.body.append(frame)
  await done
  const doors = Object.keys(await reached()).filter((door) => door.includes('sandboxed'))
  t.deepEqual(doors, [])
})

test('the own page reaches a mount that is not public by scripts alone', async (t) => {
  t.equal((await fetch('/private/?by=page')).status, 200)
  t.equal((await fetch('/private/?by=page', { method: 'POST', body: 'x' })).status, 200)
  t.equal(await loaded('script', { src: '/private/x.js?by=element' }), 'error')
  t.equal(await loaded('script', { src: '/open/x.js?by=element' }), 'load')
  const doors = await reached()
  t.equal(doors['private GET by=page'], 1)
  t.equal(doors['private GET by=element'], undefined)
  t.equal(doors['open GET by=element'], 1)
})

test('an event stream of a mount with a permission opens, and its address is what the page wrote', async (t) => {
  t.deepEqual(await streamed('/guarded/?by=page#part'), ['here', 'oro://org.example.doors/guarded/?by=page#part'])
})

test('an own worklet loads an own module and none of a route', async (t) => {
  const { audioWorklet } = new AudioContext()
  const module = URL.createObjectURL(new Blob([''], { type: 'text/javascript' }))
  await audioWorklet.addModule(module)
  await audioWorklet.addModule(new URL('./worklet.js', import.meta.url))
  const refused = await audioWorklet.addModule('ipc://doors.touch/?by=worklet').then(() => '', String)
  t.ok(refused, 'the module of a route is refused')
  t.equal((await reached())['route worklet'], undefined)
})

async function asking (t, type) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type, name: 'plain' })
  const said = await new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.postMessage(['fetch', 'post', 'private', 'events', 'sync'])
  })
  worker.terminate()
  t.deepEqual(said, { fetch: 200, post: 200, private: 200, events: 'here', sync: 200 })
}

test('a classic worker asks as a page does', (t) => asking(t, 'classic'))
test('a module worker asks as a page does', (t) => asking(t, 'module'))

test('a worker in a worker, and one of a Blob, ask as well', async (t) => {
  const inner = `onmessage = async () => postMessage((await fetch('ipc://doors.touch/?by=inner')).status)`
  const outer = `const url = URL.createObjectURL(new Blob([${JSON.stringify(inner)}], { type: 'text/javascript' }))
    const worker = new Worker(url); worker.onmessage = ({ data }) => postMessage([data, self.name]); worker.postMessage(0)`
  const worker = new Worker(URL.createObjectURL(new Blob([outer], { type: 'text/javascript' })), { name: 'outer' })
  const said = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data) })
  worker.terminate()
  t.deepEqual(said, [200, 'outer'])
})

test('a data: worker of the own page is of no origin', async (t) => {
  const script = "fetch('ipc://doors.touch/?by=data').catch(() => {}).then(() => postMessage(self.name))"
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { name: 'data' })
  const name = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data) })
  worker.terminate()
  t.ok(name.startsWith('data') && !name.includes('oro-mark'), 'its name holds no secret')
  t.equal((await reached())['route data'], undefined)
})

test('a shared worker calls routes and mounts', async (t) => {
  const { port } = new SharedWorker(new URL('./worker.js', import.meta.url), 'common')
  const said = await new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data)
    port.postMessage(['fetch', 'post', 'private'])
  })
  t.deepEqual(said, { fetch: 200, post: 200, private: 200 })
})
