import { check, equal, event, fact, frame, inWorker, known, ok, unique, url } from '../harness.js'

const APP = 'oro://app'
const asked = async id => (await fact(`asked ${id}`))[0]

/** What the host made of a request that `make(address)` sends. */
async function origin (make, scheme = 'ipc://echo') {
  const id = unique()
  await make(`${scheme}?id=${id}`)
  return (await asked(id)).origin
}

check('origin: fetch of the top frame', async () => {
  equal(await origin(address => fetch(address)), APP, 'to another scheme')
  equal(await origin(address => fetch(address, { method: 'POST', body: 'x' })), APP, 'with a body')
  equal(await origin(address => fetch(address), '/echo'), APP, 'to the app itself')
  equal(await origin(address => fetch(address, { method: 'POST', body: 'x' }), '/echo'), APP, 'with a body, to the app itself')
  equal(await origin(address => fetch(new Request(address, { method: 'PUT', body: 'x' })), '/echo'), APP, 'by a Request')
})

check('origin: XMLHttpRequest and EventSource', async () => {
  const send = address => {
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.send('x')
  }
  equal(await origin(send), APP, 'XMLHttpRequest to another scheme')
  equal(await origin(send, '/echo'), APP, 'XMLHttpRequest to the app itself')
  let source
  equal(await origin(address => { source = new EventSource(address) }), APP, 'EventSource')
  source.close()
})

check('origin: workers', async () => {
  const ask = address => `fetch('${new URL(address, location.href)}', { method: 'POST', body: 'x' }).then(() => postMessage(1), () => postMessage(0))`
  const from = make => async address => {
    const { worker, said } = inWorker(ask(address), make)
    await said
    worker.terminate()
  }
  const begun = text => URL.createObjectURL(new Blob([`importScripts('${APP}/begin.js');${text}`]))
  equal(await origin(from(begun)), APP, 'blob: worker')
  equal(await origin(from(begun), '/echo'), APP, 'blob: worker, to the app itself')
  const data = text => `data:text/javascript,${encodeURIComponent(text)}`
  equal(await origin(from(data)), null, 'data: worker')
})

check('origin: a frame of the app is the app, not its top', async () => {
  const { element, ask } = await frame({ src: '/frame.html?ID' })
  const id = unique()
  ask(`fetch('ipc://echo?id=${id}')`)
  const seen = await asked(id)
  equal([seen.origin, seen.top], [APP, false])
  element.remove()
})

for (const [name, attributes] of [
  ['a sandboxed frame of the app', { src: '/frame.html?ID', sandbox: 'allow-scripts' }],
  ['a sandboxed srcdoc frame', { srcdoc: "<script>parent.postMessage({ id: 'ID' }, '*'); onmessage = ({ data }) => eval(data)</" + 'script>', sandbox: 'allow-scripts' }],
  ['a data: frame', { src: "data:text/html,<script>parent.postMessage({ id: 'ID' }, '*'); onmessage = ({ data }) => eval(data)</" + 'script>' }]
]) {
  check(`origin: ${name} is never the app`, async () => {
    const { element, ask } = await frame(attributes)
    for (const scheme of ['ipc://echo', 'oro://app/echo']) {
      const [id, done] = [unique(), unique()]
      ask(`(async () => {
        const quiet = promise => promise.catch(() => {})
        await quiet(fetch('${scheme}?id=${id}-fetch'))
        await quiet(fetch('${scheme}?id=${id}-post', { method: 'POST', body: 'x' }))
        await quiet(fetch('${scheme}?id=${id}-nocors', { mode: 'no-cors' }))
        await quiet(fetch('${scheme}?id=${id}-nocorspost', { mode: 'no-cors', method: 'POST', body: 'x' }))
        const request = new XMLHttpRequest()
        request.open('POST', '${scheme}?id=${id}-xhr')
        request.send('x')
        const image = new Image()
        image.src = '${scheme}?id=${id}-img'
        await new Promise(resolve => { image.onload = image.onerror = resolve })
        fetch('ipc://tell?name=${done}', { mode: 'no-cors' })
      })()`)
      await fact(done)
      for (const kind of ['fetch', 'post', 'nocors', 'nocorspost', 'xhr', 'img']) {
        for (const seen of await known(`asked ${id}-${kind}`)) {
          ok(seen.origin !== APP || (kind === 'nocors' && scheme !== 'ipc://echo' && seen.method === 'GET'), `${kind} to ${scheme} passed for ${seen.origin}`)
        }
      }
    }
    element.remove()
  })
}

check('origin: a foreign document is never the app', async () => {
  const { element, ask } = await frame({ src: `${globalThis.suite.foreign}?ID` })
  const tag = unique()
  ask(tag)
  await fact(tag)
  for (const kind of ['fetch', 'nocors', 'post', 'img', 'script', 'iframe', 'blob']) {
    for (const seen of await known(`asked ${tag}-${kind}`)) ok(seen.origin !== APP, `${kind} passed for ${seen.origin}`)
  }
  element.remove()
})

check('origin: pictures and scripts of the app are not taken for another', async () => {
  const image = new Image()
  const id = unique()
  image.src = `/echo?id=${id}`
  await event(image, 'error')
  ok([null, APP].includes((await asked(id)).origin), 'origin')
  ok(url, '')
})
