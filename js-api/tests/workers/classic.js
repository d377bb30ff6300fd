onmessage = async () => {
  const { Buffer } = await import('oro:buffer')
  const { inspect } = await import('node:util')
  postMessage({ text: Buffer.from('text').toString('base64'), shown: inspect({ a: [1] }) })
}
