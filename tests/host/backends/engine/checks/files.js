import { check, command, equal, fact, known, ok, unique, until, url } from '../harness.js'

const { capabilities } = globalThis.suite
const SIZE = 24 << 20
const bytes = async (params, init) => new Uint8Array(await (await fetch(url('file', params), init)).arrayBuffer())

/** The file repeats 0…255, so that any piece shows where it is from. */
function fromPattern (piece, offset) {
  for (let i = 0; i < piece.length; i += 997) {
    if (piece[i] !== ((offset + i) & 255)) return false
  }
  return piece.length === 0 || piece.at(-1) === ((offset + piece.length - 1) & 255)
}

check('file: 24 MB arrive whole', async () => {
  const whole = await bytes()
  equal(whole.length, SIZE, 'length')
  ok(fromPattern(whole, 0), 'bytes')
})

check('file: pieces small and large', async () => {
  for (const [offset, length] of [[0, 0], [0, 1], [100, 1000], [4095, 4098], [1000, 3_000_001], [SIZE - 5, 5], [SIZE - 2_000_003, 2_000_003]]) {
    const piece = await bytes({ offset, length })
    equal(piece.length, length, `length at ${offset}`)
    ok(fromPattern(piece, offset), `bytes at ${offset}`)
  }
})

check('file: eight at once', async () => {
  const pieces = await Promise.all(Array.from({ length: 8 }, (_, n) => bytes({ offset: n, length: 1_500_000 })))
  pieces.forEach((piece, n) => ok(piece.length === 1_500_000 && fromPattern(piece, n), `piece ${n}`))
})

check('file: reading stops in the middle', async () => {
  for (let n = 0; n < 20; n++) {
    const controller = new AbortController()
    const reader = (await fetch(url('file'), { signal: controller.signal })).body.getReader()
    await reader.read()
    controller.abort()
  }
  equal((await bytes({ offset: 3, length: 10 })).length, 10, 'still answering')
})

check('file: half read when its document or its window goes', async () => {
  const script = id => `(async () => {
    globalThis.open = await Promise.all(Array.from({ length: 6 }, async (_, n) => {
      const reader = (await fetch('ipc://file?offset=' + (n % 2) + '&length=' + (${SIZE} - 1))).body.getReader()
      await reader.read()
      return reader
    }))
    for (let n = 0; n < 4; n++) fetch('ipc://file?offset=' + (n % 2) + '&length=' + (${SIZE} - 1)).then(response => response.arrayBuffer())
    await fetch('ipc://echo?id=${id}')
  })()`
  for (let n = 0; n < 4; n++) {
    const name = unique()
    await command('open', { name, url: 'oro://app/blank.html' })
    await fact(`${name} document`)
    const read = async () => {
      const id = unique()
      await command('evaluate', { name, script: script(id) })
      await fact(`asked ${id}`)
    }
    await read()
    if (n % 2) {
      await command('call', { name, method: 'load', a: 'oro://app/blank.html?next' })
      await until(async () => (await known(`${name} document`)).length > 1, 'the next document')
      await read()
    }
    await command('close', { name })
    await fact(`${name} closed`)
  }
  equal((await bytes({ offset: 3, length: 10 })).length, 10, 'still answering')
})

if (capabilities.range) {
  check('range: 206 with the bytes asked for', async () => {
    const response = await fetch(url('range'), { headers: { range: 'bytes=1000-1999' } })
    equal(response.status, capabilities.status ? 206 : 200, 'status')
    equal(response.headers.get('content-range'), `bytes 1000-1999/${SIZE}`, 'content-range')
    const piece = new Uint8Array(await response.arrayBuffer())
    equal(piece.length, 1000, 'length')
    ok(fromPattern(piece, 1000), 'bytes')
  })

  check('range: one past the end is 416 and the host lives', async () => {
    for (const range of [`bytes=${SIZE}-`, `bytes=${SIZE + 10}-${SIZE + 20}`, 'bytes=99999999999999999999-', 'bytes=5-1', 'rubbish']) {
      const response = await fetch(url('range'), { headers: { range } }).catch(error => { throw new Error(range + error) })
      if (capabilities.status) equal(response.status, 416, `status for ${range}`)
      await response.text()
    }
    const media = await fetch('/tone.wav', { headers: { range: 'bytes=999999999-' } })
    equal(media.status, 416, 'status of an asset')
    equal((await bytes({ length: 3 })).length, 3, 'still answering')
  })
}

export { fact, unique }
