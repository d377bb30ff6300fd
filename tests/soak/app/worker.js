import { request } from 'oro:ipc'

await request('soak.echo', { text: 'worker' })
postMessage('called')
