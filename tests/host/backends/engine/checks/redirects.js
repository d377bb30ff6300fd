import { check, command, equal, event, fact, fails, frame, ok, unique, url } from '../harness.js'

const { capabilities } = globalThis.suite
const to = (target, code = 302) => url('redirect', { code, to: target })

if (capabilities.redirect) {
  check('redirect: fetch follows it, and says where it arrived', async () => {
    for (const code of [301, 302, 303, 307, 308]) {
      const response = await fetch(to('ipc://echo?a=b', code))
      const plain = address => address.replace('echo/?', 'echo?') // engines may add a slash after the host
      equal(plain((await response.json()).url), 'ipc://echo?a=b', 'url in the host')
      equal([response.redirected, plain(response.url)], [true, 'ipc://echo?a=b'], 'redirected and url')
    }
  })

  check('redirect: a relative one', async () => {
    const response = await fetch('/redirected?code=302&to=' + encodeURIComponent('echo?x=1'))
    equal((await response.json()).url, 'oro://app/echo?x=1')
  })

  check('redirect: one whose body comes in pieces', async () => {
    const send = () => fetch('/redirected?code=302&pieces=99&to=echo', { method: 'POST', body: 'x' })
    for (const response of await Promise.all(Array.from({ length: 30 }, send))) {
      equal((await response.json()).method, 'GET')
    }
  })

  check('redirect: 307 keeps method and body', async () => {
    const seen = await (await fetch(to('ipc://echo', 307), { method: 'PUT', body: 'kept' })).json()
    equal([seen.method, seen.text], ['PUT', 'kept'])
  })

  check('redirect: 301 and 302 keep every method but POST', async () => {
    for (const code of [301, 302]) {
      const seen = await (await fetch(to('ipc://echo', code), { method: 'PUT', body: 'kept' })).json()
      equal([seen.method, seen.text], ['PUT', 'kept'], code)
    }
  })

  check('redirect: one that never ends is an error', async () => {
    await fails(fetch('/redirected?code=302&to=' + encodeURIComponent('')))
  })

  check('redirect: one that leaves the scheme is not followed by fetch', async () => {
    const response = await fetch(to(globalThis.suite.foreign)).catch(error => error)
    ok(response instanceof Error || !response.url.startsWith('http'), 'fetched a foreign address')
  })

  check('redirect: mode error rejects', async () => {
    await fails(fetch(to('ipc://echo'), { redirect: 'error' }))
  })

  check('redirect: mode manual shows nothing of it', async () => {
    const response = await fetch(to('ipc://echo'), { redirect: 'manual' })
    for (const { type, status, redirected, url, headers } of [response, response.clone()]) {
      equal([type, status, redirected, [...headers].length], ['opaqueredirect', 0, false, 0])
      ok(url.startsWith('ipc://redirect'), url)
    }
    equal([response.ok, await response.text()], [false, ''])
    equal((await fetch('ipc://echo?a=b', { redirect: 'manual' })).status, 200, 'an answer that is none')
  })

  check('redirect: a frame lands on the target', async () => {
    const target = encodeURIComponent('/frame.html?ID')
    const { element, hello } = await frame({ src: `/redirected?code=302&to=${target}` })
    ok(hello.href.startsWith('oro://app/frame.html?'), hello.href)
    element.remove()
  })

  check('redirect: the top frame lands on the target', async () => {
    const name = unique()
    const address = `oro://app/redirected?code=302&to=${encodeURIComponent('/blank.html?landed')}`
    await command('open', { name, url: address })
    const documents = await fact(`${name} document`)
    ok(documents.at(-1) === 'oro://app/blank.html?landed' || (await fact(`${name} title`)).includes('blank'), `landed on ${documents}`)
    await command('close', { name })
    await fact(`${name} closed`)
  })
} else {
  check('redirect: is handed to the page as it is', async () => {
    equal((await fetch(to('ipc://echo'))).redirected, false)
  })
}

export { event }
