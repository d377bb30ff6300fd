exports.job = 'fields and files of a form, as it arrives'

exports.use = async ({ library: busboy, say }) => {
  const body = ['--x', 'Content-Disposition: form-data; name="a"', '', 'ü', '--x', 'Content-Disposition: form-data; name="f"; filename="f.bin"', 'Content-Type: application/octet-stream', '', 'y'.repeat(70000), '--x--', ''].join('\r\n')
  const parser = busboy({ headers: { 'content-type': 'multipart/form-data; boundary=x' }, limits: { fileSize: 65000 } })
  parser.on('field', (name, value, info) => say('field', [name, value, info.encoding]))
  parser.on('file', (name, stream, info) => {
    let size = 0
    stream.on('data', (bytes) => { size += bytes.length }).on('close', () => say('file', [name, info.filename, size, stream.truncated]))
  })
  const closed = new Promise((resolve, reject) => parser.on('close', resolve).on('error', reject))
  for (let at = 0; at < body.length; at += 1000) parser.write(body.slice(at, at + 1000))
  parser.end()
  await closed
}
