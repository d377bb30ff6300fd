exports.job = 'streams of Node in pipelines, with errors and async iteration'

exports.use = async ({ library: { pipeline, finished, Readable, Transform, Writable }, say }) => {
  const upper = new Transform({ transform (chunk, _encoding, callback) { callback(null, String(chunk).toUpperCase()) } })
  const heard = []
  await new Promise((resolve, reject) => {
    const collect = async (source) => { for await (const chunk of source) heard.push(String(chunk)) }
    pipeline(Readable.from(['a', 'b']), upper, collect, (error) => error ? reject(error) : resolve())
  })
  say('heard', heard)
  const broken = new Writable({ write (_chunk, _encoding, callback) { callback(new Error('full')) } })
  const ended = new Promise((resolve) => finished(broken, (error) => resolve(error.message)))
  broken.on('error', () => {})
  broken.end('x')
  say('finished', await ended)
  say('objects', await new Promise((resolve) => {
    const all = []
    Readable.from([{ a: 1 }, 2]).on('data', (item) => all.push(item)).on('end', () => resolve(all))
  }))
}
