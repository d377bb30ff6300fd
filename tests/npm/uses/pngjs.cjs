exports.job = 'a picture drawn, written, read again and adjusted'

exports.use = async ({ library: { PNG }, say }) => {
  const picture = new PNG({ width: 20, height: 10 })
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([at % 256, 100, 200, 255], at)
  const bytes = PNG.sync.write(picture)
  say('sync', [bytes.subarray(1, 4).toString(), PNG.sync.read(bytes).data.equals(picture.data)])
  const read = await new Promise((resolve, reject) => new PNG().parse(bytes, (error, png) => error ? reject(error) : resolve(png)))
  say('read', [read.width, read.height, read.data.equals(picture.data)])
  const chunks = []
  await new Promise((resolve, reject) => picture.pack().on('data', (chunk) => chunks.push(chunk)).on('end', resolve).on('error', reject))
  say('packed', PNG.sync.read(Buffer.concat(chunks)).data.equals(picture.data))
  say('bad', await new Promise((resolve) => new PNG().parse(Buffer.from('no picture'), (error) => resolve(error.message))))
}
