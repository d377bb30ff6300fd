import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

const PAGE = `<!doctype html><script type="module">
const read = async (path, init) => (await fetch(path, init)).text()
const stored = await read('/store', { method: 'POST', body: 'x'.repeat(100000) })
const big = await read('/big')
parent.postMessage({ stored, big: big.length, origin: location.origin }, '*')
</script>`
const SERVER = `const http = require('http')
http.createServer((request, response) => {
  if (request.url === '/big') return response.end('y'.repeat(1000000))
  let size = 0
  request.on('data', (part) => { size += part.length }).on('end', () => {
    if (request.method === 'POST') return response.end(String(size))
    response.setHeader('content-type', 'text/html')
    response.end(require('fs').readFileSync('page.html'))
  })
}).listen(8080)`

/** @param {string} url @returns {Promise<any>} what a frame with that document says */
function told (url) {
  const frame = document.createElement('iframe')
  return new Promise((resolve) => {
    addEventListener('message', ({ data, source }) => {
      if (source !== frame.contentWindow) return
      frame.remove()
      resolve(data)
    })
    frame.src = url
    document.body.append(frame)
  })
}

test('a server of a page is shown by a frame in an origin of its own', async (t) => {
  const container = await WebContainer.boot({ engine: 'page' })
  await container.mount({ 'server.js': { file: SERVER }, 'page.html': { file: PAGE } })
  const ready = new Promise((resolve) => container.on('server-ready', (_, url) => resolve(url)))
  const closed = new Promise((resolve) => container.on('port', (port, state, url) => { if (state === 'close') resolve([port, url]) }))
  const server = await container.spawn('node', ['server.js'])
  const url = /** @type {string} */ (await ready)
  const { stored, big, origin } = await told(url)
  t.deepEqual([stored, big, `${origin}/`], ['100000', 1000000, url])
  t.notEqual(origin, location.origin)
  server.kill()
  t.deepEqual(await closed, [8080, url])
  container.teardown()
})
