// Bodies that a worker hands on as they came, and bodies it made use of.

import { controlled, outcome, text } from './kit.js'

const sum = (bytes) => bytes.reduce((all, byte) => (all * 31 + byte) % 65521, 7)

/** What a page gets: status, length and a sum of the bytes; or the name of the error. */
async function got (request, init) {
  return outcome(fetch(request, init).then(async (response) => {
    const bytes = new Uint8Array(await response.arrayBuffer())
    return [response.status, bytes.length, sum(bytes), response.headers.get('x-made'), response.headers.get('x-length')]
  }))
}

export default [
  ['/handed/', async (log) => {
    await controlled('sw.js')
    for (const name of ['same', 'small', 'empty', 'made', 'wrapped', 'read', 'released']) log(name, await got(name))
    for (const name of ['used', 'begun', 'locked', 'cancelled']) log(name, await got(name))
    log('twice', await got('first'), await got('second'))
    for (const name of ['clone', 'copy', 'cloned', 'tee', 'through', 'moved', 'copy']) log(name, await got(name))
    for (const name of ['clones', 'both', 'put', 'members', 'kinds', 'refused']) log(name, await text(name))
    log('many', await Promise.all(Array.from({ length: 40 }, () => got('same'))))
    log('bytes', await got('bytes?count=70000'))
  }]
]
