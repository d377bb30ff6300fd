const { createServer } = require('node:http')

const word = 'before'
const page = `<!doctype html><script>parent.postMessage(${JSON.stringify(word)}, '*')</script>${word}`
createServer((_, response) => response.setHeader('content-type', 'text/html').end(page)).listen(3000, () => console.log('serving', word))
process.on('SIGUSR2', () => console.log('got SIGUSR2'))
