import { check, equal, event, fact, fails, inWorker, ok, unique, url } from '../harness.js'

const { capabilities } = globalThis.suite

/** Do something that should make the host cancel `id`; expect it to, promptly. */
async function cancelled (id, act, fact_ = `cancelled ${id}`, limit = 20000) {
  if (!capabilities.cancel) return
  const begin = performance.now()
  act()
  await fact(fact_)
  const took = performance.now() - begin
  ok(took < limit, `took ${Math.round(took)} ms`)
}

check('abort: fetch before the head', async () => {
  const id = unique()
  const controller = new AbortController()
  const pending = fetch(url('hang', { id }), { signal: controller.signal })
  await fact(`started ${id}`)
  await cancelled(id, () => controller.abort())
  equal((await fails(pending)).name, 'AbortError')
})

check('abort: XMLHttpRequest before the head', async () => {
  const id = unique()
  const request = new XMLHttpRequest()
  request.open('GET', url('hang', { id }))
  request.send()
  await fact(`started ${id}`)
  await cancelled(id, () => request.abort())
})

check('abort: fetch while an idle stream is open', async () => {
  const id = unique()
  const controller = new AbortController()
  const response = await fetch(url('idle', { id }), { signal: controller.signal })
  await response.body.getReader().read()
  await fact(`started ${id}`)
  await cancelled(id, () => controller.abort())
})

check('abort: reader.cancel() of an idle stream', async () => {
  const id = unique()
  const reader = (await fetch(url('idle', { id }))).body.getReader()
  await reader.read()
  await fact(`started ${id}`)
  await cancelled(id, () => reader.cancel())
})

check('abort: a writer that never stops', async () => {
  const id = unique()
  const controller = new AbortController()
  const response = await fetch(url('flood', { id }), { signal: controller.signal })
  await response.body.getReader().read()
  await cancelled(id, () => controller.abort(), `stopped ${id}`, 8000) // the engine reads ahead without limit
})

check('abort: EventSource.close()', async () => {
  const id = unique()
  const source = new EventSource(url('idle', { id, type: 'text/event-stream' }))
  await event(source, 'message')
  await cancelled(id, () => source.close())
})

check('abort: a frame is removed', async () => {
  const id = unique()
  const frame = document.createElement('iframe')
  frame.srcdoc = `<script>fetch('${url('hang', { id })}')</` + 'script>'
  document.body.append(frame)
  await fact(`started ${id}`)
  await cancelled(id, () => frame.remove())
})

check('abort: a worker is terminated', async () => {
  const id = unique()
  const { worker, said } = inWorker(`fetch('${url('hang', { id })}').catch(() => {})`)
  said.catch(() => {})
  await fact(`started ${id}`)
  await cancelled(id, () => worker.terminate())
})

check('abort: two hundred at random, none lost', async () => {
  const all = Array.from({ length: 200 }, (_, n) => {
    const controller = new AbortController()
    const gone = n % 2 === 0
    const id = unique()
    const pending = fetch(gone ? url('hang', { id }) : url('echo', { id }), { signal: controller.signal })
    if (gone) fact(`started ${id}`).then(() => controller.abort())
    return pending.then(() => 'answered', () => 'aborted')
  })
  const ends = await Promise.all(all)
  equal(ends.filter(end => end === 'answered').length, 100, 'answered')
})
