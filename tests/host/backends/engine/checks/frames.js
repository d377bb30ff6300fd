import { check, equal, frame, ok, until } from '../harness.js'

const { capabilities } = globalThis.suite

check('preload: runs before any page script', async () => {
  equal(globalThis.preloaded !== undefined, capabilities.preload, 'ran')
  if (!capabilities.preload) return
  equal(globalThis.preloaded.page, undefined, 'a page script ran before it')
  equal(globalThis.preloaded.at, 'loading', 'readyState')
})

const kinds = {
  'a frame of the app': { src: '/frame.html?ID' },
  'a sandboxed frame': { src: '/frame.html?ID', sandbox: 'allow-scripts' },
  'a srcdoc frame': { srcdoc: "<script>parent.postMessage({ id: 'ID', preloaded: globalThis.preloaded ?? null }, '*')</" + 'script>' },
  'a sandboxed srcdoc frame': {
    srcdoc: "<script>parent.postMessage({ id: 'ID', preloaded: globalThis.preloaded ?? null }, '*')</" + 'script>',
    sandbox: 'allow-scripts'
  },
  'a data: frame': {
    src: "data:text/html,<script>parent.postMessage({ id: 'ID', preloaded: globalThis.preloaded ?? null }, '*')</" + 'script>'
  },
  'a frame under default-src none': {
    srcdoc: '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src \'unsafe-inline\'">' +
      "<script>parent.postMessage({ id: 'ID', preloaded: globalThis.preloaded ?? null }, '*')</" + 'script>'
  }
}

for (const [name, attributes] of Object.entries(kinds)) {
  check(`preload: runs in ${name}`, async () => {
    const { element, hello } = await frame(attributes)
    equal(hello.preloaded !== null, capabilities.preload_frames, 'ran')
    element.remove()
  })
}

check('preload: runs in about:blank', async () => {
  const element = document.createElement('iframe')
  document.body.append(element)
  if (globalThis.suite.backend === 'qt') return // late or not at all there
  if (capabilities.preload_frames) await until(() => element.contentWindow.preloaded !== undefined, 'the preload')
  element.remove()
})

check('preload: what it puts on fetch works in an about:blank frame', async () => {
  const element = document.createElement('iframe')
  document.body.append(element)
  const response = await element.contentWindow.fetch('ipc://echo', { method: 'POST', body: new Blob(['blank']) })
  equal((await response.json()).text, 'blank')
  element.remove()
  ok(true, '')
})
