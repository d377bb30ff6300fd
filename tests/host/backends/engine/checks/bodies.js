import { check, equal, event, inWorker, ok, url } from '../harness.js'

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n
})
export function crc32 (bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const pattern = length => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255)
const send = async (body, init) => (await fetch(url('echo'), { method: 'POST', body, ...init })).json()

async function whole (bytes) {
  const seen = await send(bytes)
  equal(seen.length, bytes.length, 'length')
  equal(seen.crc, crc32(bytes), 'checksum')
}

check('body: text', async () => equal((await send('grüße')).text, 'grüße'))
check('body: empty', async () => equal((await send('')).length, 0))
check('body: sizes around a 16 KiB block', async () => {
  for (const size of [1, 16383, 16384, 16385, 32768, 65536, 65537]) await whole(pattern(size))
})
check('body: 3 MB', () => whole(pattern(3_000_000)))
check('body: a view on part of a buffer', async () => {
  equal((await send(new Uint8Array([1, 65, 66, 67, 5]).subarray(1, 4))).text, 'ABC')
})

check('body: Blob, with its type', async () => {
  const seen = await send(new Blob(['blob ', pattern(20)], { type: 'application/x-blob' }))
  equal(seen.length, 25, 'length')
  equal(seen.headers['content-type'], 'application/x-blob', 'content-type')
})

check('body: Blob does not replace a content type that was set', async () => {
  const seen = await send(new Blob(['x'], { type: 'a/b' }), { headers: { 'content-type': 'c/d' } })
  equal(seen.headers['content-type'], 'c/d', 'content-type')
})

check('body: FormData with text and a file', async () => {
  const form = new FormData()
  form.append('field "one"', 'line 1\nline 2')
  form.append('file', new File([pattern(100_000)], 'a "b".bin', { type: 'x/y' }))
  const seen = await send(form)
  const boundary = /boundary=(.+)$/.exec(seen.headers['content-type'])[1]
  const read = await new Response(new Blob([]), { headers: {} }).blob() && seen
  ok(read.text.startsWith(`--${boundary}\r\n`), 'begins with its boundary')
  ok(read.text.includes('name="field %22one%22"\r\n\r\nline 1\r\nline 2\r\n'), 'text field')
  ok(read.text.includes('name="file"; filename="a %22b%22.bin"\r\nContent-Type: x/y\r\n\r\n'), 'file field')
  ok(seen.length > 100_000, `length ${seen.length}`)
})

check('body: URLSearchParams', async () => {
  const seen = await send(new URLSearchParams({ a: 'b c', d: 'ä' }))
  equal(seen.text, 'a=b+c&d=%C3%A4', 'body')
  equal(seen.headers['content-type'].toLowerCase().replace(' ', ''), 'application/x-www-form-urlencoded;charset=utf-8', 'content-type')
})

check('body: ReadableStream', async () => {
  const stream = new ReadableStream({
    start (controller) {
      for (const part of ['one ', 'two ', 'three']) controller.enqueue(new TextEncoder().encode(part))
      controller.close()
    }
  })
  equal((await send(stream, { duplex: 'half' })).text, 'one two three')
})

check('body: a Request that holds a Blob', async () => {
  const request = new Request(url('echo'), { method: 'PUT', body: new Blob(['held']), headers: { 'x-a': 'b' } })
  const seen = await (await fetch(request)).json()
  equal([seen.method, seen.text, seen.headers['x-a']], ['PUT', 'held', 'b'])
})

check('body: XMLHttpRequest with Blob and FormData', async () => {
  const form = new FormData()
  form.append('a', new Blob(['file']))
  for (const body of [new Blob(['blob']), form, 'text', new Uint8Array([65])]) {
    const request = new XMLHttpRequest()
    request.open('POST', url('echo'))
    request.responseType = 'json'
    request.send(body)
    await event(request, 'load', 'error')
    ok(request.response.length > 0, 'arrived')
  }
})

check('body: from a worker', async () => {
  const { worker, said } = inWorker(`
    fetch('${url('echo')}', { method: 'POST', body: 'from a worker' }).then(r => r.json()).then(postMessage, e => postMessage(String(e)))`)
  equal((await said).text, 'from a worker')
  worker.terminate()
})

check('body: a Blob from a worker does not end the host', async () => {
  const { worker, said } = inWorker(`
    fetch('${url('echo')}', { method: 'POST', body: new Blob(['w']) }).then(r => r.json()).then(postMessage, e => postMessage({ failed: String(e) }))`)
  const answer = await said
  ok(answer.failed || answer.text === 'w', `neither refused nor delivered: ${JSON.stringify(answer)}`)
  equal((await send('still here')).text, 'still here')
  worker.terminate()
})

check('body: a form is posted by navigation', async () => {
  const frame = Object.assign(document.createElement('iframe'), { name: 'posted' })
  document.body.append(frame)
  const form = document.createElement('form')
  Object.assign(form, { method: 'post', action: '/echo', target: 'posted' })
  form.append(Object.assign(document.createElement('input'), { name: 'a', value: 'b c' }))
  document.body.append(form)
  const loaded = event(frame, 'load')
  form.submit()
  await loaded
  const seen = JSON.parse(frame.contentDocument.body.textContent)
  equal([seen.method, seen.text], ['POST', 'a=b+c'])
  frame.remove()
  form.remove()
})
