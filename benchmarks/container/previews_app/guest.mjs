/** A server that answers small and large, and a document that times it. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const large = Buffer.alloc(50 << 20, 'x')
const page = readFileSync(new URL('guest.html', import.meta.url))
const server = createServer((request, response) => {
  const small = request.url === '/small'
  const body = small ? '{"small":true}' : request.url === '/large' ? large : page
  const type = small ? 'application/json' : request.url === '/large' ? 'application/octet-stream' : 'text/html'
  response.writeHead(200, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' }).end(body)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => process.exit())
