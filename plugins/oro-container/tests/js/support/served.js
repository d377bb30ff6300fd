import { until, within } from './containers.js'

const SERVER = `
const http = require('node:http')
const server = http.createServer(async (request, response) => {
  const { method, url, headers } = request
  if (url === '/wait') return request.socket.on('close', () => console.log('left'))
  if (url === '/endless') {
    response.write('begun')
    return request.socket.on('close', () => console.log('left'))
  }
  if (url === '/teapot') return response.writeHead(418, 'Short and stout', [['set-cookie', 'a=1'], ['set-cookie', 'b=2']]).end('tea')
  if (url === '/nothing') return response.writeHead(204).end()
  if (url === '/large') {
    for (let n = 0; n < 64; n++) if (!response.write(Buffer.alloc(65536, n))) await new Promise((resolve) => response.once('drain', resolve))
    return response.end()
  }
  if (url === '/echo') return request.pipe(response)
  const body = []
  for await (const piece of request) body.push(piece)
  response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(body).toString() }))
})
server.listen(3000, () => console.log('listening'))
`

/** @param {(container: import('oro:container').WebContainer, reader: ReadableStreamDefaultReader<string>) => Promise<void>} use */
export function served (use) {
  return within(async (container) => {
    await container.mount({ 'server.js': { file: SERVER } })
    const reader = (await container.spawn('node', ['server.js'])).output.getReader()
    await until(reader, 'listening')
    await use(container, reader)
  })
}
