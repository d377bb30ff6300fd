exports.job = 'markup streamed from a server'

exports.use = async ({ library, require, say }) => {
  const { createElement: h, Suspense, use } = require('react')
  const { renderToString, renderToPipeableStream } = require('react-dom/server')
  const { PassThrough } = require('node:stream')
  say('string', renderToString(h('p', { title: '"<' }, 'ü & ', h('b', null, 1))))
  const later = new Promise((resolve) => setTimeout(resolve, 5, 'later'))
  const Late = () => h('i', null, use(later))
  const { pipe } = await new Promise((resolve, reject) => { const made = renderToPipeableStream(h('div', null, h(Suspense, { fallback: 'wait' }, h(Late))), { onAllReady: () => resolve(made), onError: reject }) })
  let text = ''
  for await (const piece of pipe(new PassThrough())) text += piece
  say('stream', text.includes('<i>later</i>'))
  say('version', library.version.split('.')[0])
}
