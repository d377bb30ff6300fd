import { check, equal, event, fact, fails, inWorker, known, ok, unique, url } from '../harness.js'

const { capabilities } = globalThis.suite
const text = bytes => new TextDecoder().decode(bytes)
const open = id => fetch(url('open', { id }))

check('stream: the first chunk arrives before the last is written', async () => {
  const id = unique()
  const reader = (await fetch(url('gate', { id, first: 'first', last: 'last' }))).body.getReader()
  const early = reader.read() // the host writes `last` only after `open`: reading first proves it
  if (!capabilities.stream_response) return void await open(id)
  equal(text((await early).value), 'first', 'first chunk')
  await open(id)
  equal(text((await reader.read()).value), 'last', 'last chunk')
  ok((await reader.read()).done, 'end')
})

for (const type of ['text/event-stream', 'application/x-ndjson; charset=utf-8']) {
  check(`stream: the head of ${type.split(';')[0]} arrives before any body`, async () => {
    const id = unique()
    const response = await fetch(url('gate', { id, type, last: 'data: {}\n\n' })) // nothing is written before `open`
    equal(response.status, 200, 'status')
    await open(id)
    equal((await response.text()).trim().replace(/^:/, '').trim(), 'data: {}', 'body')
  })
}

check('stream: EventSource opens at once and gets events', async () => {
  const id = unique()
  const source = new EventSource(url('gate', { id, type: 'text/event-stream', last: 'data: hello\n\n' }))
  await event(source, 'open', 'error')
  const message = event(source, 'message')
  await open(id)
  equal((await message).data, 'hello')
  source.close()
})

/** Read pieces that come in rounds, each of which begins once all of the one before were read. In a page or a worker. */
async function readRounds (address, round, rounds) {
  const reader = (await fetch(address)).body.getReader()
  let read = ''
  for (let done = 0; done < rounds; done++) {
    await fetch(`${round}-${done}`)
    while (read.length < 1 + 3 * (done + 1)) read += new TextDecoder().decode((await reader.read()).value)
  }
  return read
}

const inRounds = rounds => {
  const id = unique()
  return [url('rounds', { id, rounds }), url('open', { id }), rounds]
}

check('stream: no piece waits for the next one', async () => {
  equal(await readRounds(...inRounds(300)), `-${'abc'.repeat(300)}`, 'pieces')
})

check('stream: no piece waits for the next one in a worker', async () => {
  const { worker, said } = inWorker(`(${readRounds})(${inRounds(100).map(part => JSON.stringify(part))}).then(postMessage)`)
  equal(await said, `-${'abc'.repeat(100)}`, 'pieces')
  worker.terminate()
})

check('stream: a piece that came while the page was busy does not wait for the next one', async () => {
  for (let times = 0; times < 10; times++) {
    const id = unique()
    const reader = (await fetch(url('pause', { id }))).body.getReader()
    await open(id)
    await fact(`started ${id}`)
    for (let asked = 0; asked < 5; asked++) await known(id) // answers come in order, so both pieces are here by then
    let read = ''
    while (read !== 'firstsecond') read += text((await reader.read()).value)
    await reader.cancel()
  }
})

check('stream: 13 MB arrive whole', async () => {
  const bytes = new Uint8Array(await (await fetch(url('chunks', { count: 200, size: 65536 }))).arrayBuffer())
  equal(bytes.length, 200 * 65536, 'length')
  for (let i = 0; i < 200; i++) equal(bytes[(i + 1) * 65536 - 1], i % 256, `mark of chunk ${i}`)
})

check('stream: the end is always seen', async () => {
  const one = async () => (await (await fetch(url('chunks', { count: 5, size: 100 }))).arrayBuffer()).byteLength
  for (let round = 0; round < 10; round++) {
    const lengths = await Promise.all(Array.from({ length: 30 }, one))
    ok(lengths.every(length => length === 500), `lengths ${lengths}`)
  }
})

check('stream: an empty one ends', async () => {
  equal(await (await fetch(url('chunks', { count: 0, size: 1 }))).text(), '')
})

check('stream: one that breaks off does not look whole', async () => {
  const id = unique()
  const reader = (await fetch(url('broken', { id }))).body.getReader()
  equal(text((await reader.read()).value), 'begun', 'first chunk')
  const rest = reader.read()
  await open(id)
  await fails(rest, 'the rest of a broken body')
})

check('stream: one that breaks off while it is read does not look whole, however it comes out', async () => {
  for (let times = 0; times < 100; times++) {
    const response = await fetch(url('broken', {})).catch(() => null)
    if (response) await fails(response.text(), `a broken body, ${times}`)
  }
})
