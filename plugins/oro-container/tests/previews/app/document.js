/** A guest's own document: what works for it, and what it must not reach. */
const outcome = { added: globalThis.added ?? null, args: typeof globalThis.__args, runtime: typeof globalThis.isOroRuntime, path: location.pathname }
const soon = (work) => Promise.race([work, new Promise((resolve) => setTimeout(resolve, 5000, 'late'))])

async function attempt (name, work) {
  try {
    outcome[name] = await soon(work())
  } catch (error) {
    outcome[name] = 'failed'
  }
}

const text = async (url, options) => (await fetch(url, options)).text()

use()

async function use () {
  await attempt('ipc', () => text('ipc://platform.primordials'))
  await attempt('told', async () => JSON.parse(await text('/told', { headers: { 'x-own': '1' } })))
  await attempt('login', () => text('/login'))
  await attempt('script', () => {
    document.cookie = 'script=1; path=/; samesite=strict'
    return text('/cookies')
  })
  await attempt('post', () => text('/post', { method: 'POST', body: 'x'.repeat(300000) }).then((body) => body.length))
  await attempt('socket', () => new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/own`)
    socket.onopen = () => socket.send('hello')
    socket.onerror = reject
    socket.onmessage = ({ data }) => { socket.close(); resolve(data) }
  }))
  await attempt('events', () => new Promise((resolve) => {
    const source = new EventSource('/events')
    const got = []
    source.onmessage = ({ data }) => {
      got.push(data)
      if (data === '1') fetch('/next')
      else { source.close(); resolve(got.join()) }
    }
  }))
  console.error('told', { by: 'guest' }, new Error('an error'))
  Promise.reject(new Error('rejected'))
  setTimeout(() => { throw new Error('thrown') })
  setTimeout(() => parent.postMessage({ outcome }, '*'), 300)
}
