// Asks as a page does, by every way a worker has.
const by = (way) => `?by=${self.RUNTIME_WORKER_TYPE}-${way}`
const ways = {
  fetch: async () => (await fetch(`ipc://doors.touch/${by('fetch')}`)).status,
  post: async () => (await fetch(`/open/${by('post')}`, { method: 'POST', body: 'x' })).status,
  private: async () => (await fetch(`/private/${by('private')}`)).status,
  events: () => new Promise((resolve) => {
    const source = new EventSource(`/guarded/${by('events')}`)
    source.onmessage = ({ data }) => { source.close(); resolve(data) }
    source.onerror = () => { source.close(); resolve('error') }
  }),
  sync: async () => {
    const request = new XMLHttpRequest()
    request.open('GET', `ipc://doors.touch/${by('sync')}`, false)
    request.send()
    return request.status
  }
}

async function answer (port, asked) {
  const told = {}
  for (const way of asked) told[way] = await ways[way]().catch(String)
  port.postMessage(told)
}

self.onconnect = ({ ports: [port] }) => { port.onmessage = ({ data }) => answer(port, data) }
self.onmessage = ({ data }) => answer(self, data)
