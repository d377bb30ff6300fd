exports.job = 'a zip made and read, as bytes and as a stream'

const streamed = (stream) => new Promise((resolve, reject) => {
  const pieces = []
  stream.on('data', (piece) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces))).on('error', reject)
})

exports.use = async ({ library, say }) => {
  const zip = new library()
  zip.file('a.txt', 'ü'.repeat(500), { date: new Date(0) }).folder('deep').file('b.bin', Buffer.from([1, 2, 3]))
  const bytes = await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' })
  say('bytes', [Buffer.isBuffer(bytes), bytes.subarray(0, 2).toString()])
  const again = await library.loadAsync(bytes)
  say('names', Object.keys(again.files))
  say('read', [(await again.file('a.txt').async('string')).length, await again.file('deep/b.bin').async('nodebuffer')])
  say('streamed', (await library.loadAsync(await streamed(again.generateNodeStream({ streamFiles: true })))).file('a.txt') !== null)
  say('wrong', await library.loadAsync('no zip').catch((error) => error.message.split('.')[0]))
}
