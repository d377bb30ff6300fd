// How `oro:` and `node:` modules reach a page and a worker, under a policy that allows no inline script.
import { test } from 'oro:test'

const ORIGIN = 'oro://org.example.modules'

test('the import map is let through and leads to the one module', async (t) => {
  t.equal(import.meta.resolve('oro:events'), `${ORIGIN}/oro/events.js`, 'a name of the map is a URL of the origin')
  const [byName, byNode, byPath] = await Promise.all([
    import('oro:events'), import('node:events'), import('/oro/events.js')
  ])
  t.ok(byName === byPath, 'oro:events is the module itself')
  t.ok(byNode === byPath, 'node:events is the same')
})

test('an inline script of the page is not let through', async (t) => {
  const script = document.createElement('script')
  script.textContent = 'globalThis.letThrough = true'
  document.head.append(script)
  t.equal(globalThis.letThrough, undefined, 'the policy is in force')
})

test('a worker imports by the specifier itself', async (t) => {
  const source = `
    const say = async () => {
      const [byName, byPath] = await Promise.all([import('oro:errors'), import('${ORIGIN}/oro/errors.js')])
      return [Object.keys(byName).sort().join(), Object.keys(byPath).sort().join(), byName.AbortError === byPath.AbortError]
    }
    say().then((said) => postMessage(said), (error) => postMessage([String(error)]))`
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(url, { type: 'module' })
  const [proxied, real, same] = await new Promise((resolve, reject) => {
    worker.onmessage = (event) => resolve(event.data)
    worker.onerror = (event) => reject(new Error(event.message || 'the worker failed'))
  })
  worker.terminate()
  t.equal(proxied, real, 'the proxy exports what the module does')
  t.equal(same, true, 'and it is the same module')
})

test('a missing module is an error', async (t) => {
  const failure = await import('oro:no-such-module').then(() => null, (error) => error)
  t.ok(failure instanceof Error, String(failure))
  const response = await fetch('/oro/dgram-of-nobody.js')
  t.equal(response.status, 404, 'its URL is not found')
  t.ok((await response.text()).includes('Cannot find module "oro:dgram-of-nobody"'.replaceAll('"', '\\"')), 'and says so')
})

test('files answer ranges, conditions and redirects as HTTP says', async (t) => {
  const whole = await fetch('/oro/events.js')
  const text = await whole.text()
  t.equal(whole.headers.get('content-type').split(';')[0], 'text/javascript')
  const tag = whole.headers.get('etag')
  t.ok(/^".+"$/.test(tag), `an entity tag: ${tag}`)
  const part = await fetch('/oro/events.js', { headers: { range: 'bytes=2-5' } })
  t.equal(part.status, 206)
  t.equal(await part.text(), text.slice(2, 6))
  const outside = await fetch('/oro/events.js', { headers: { range: 'bytes=99999999-' } })
  t.equal(outside.status, 416)
  const fresh = await fetch('/oro/events.js', { headers: { 'if-none-match': tag }, cache: 'no-store' })
  t.equal(fresh.status, 304)
  t.equal((await fetch('/oro/events.js', { method: 'POST', body: 'x' })).status, 405)
  t.equal((await fetch('/%2e%2e%2fsecret')).status, 403)
})
