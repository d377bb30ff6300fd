/** Kinds of load: each does one thing, looks at what comes of it, and has let go of all of it when it returns. */

import dgram from 'node:dgram'
import fs from 'node:fs/promises'
import http from 'node:http'
import { Conduit } from 'oro:conduit'
import { DatabaseSync } from 'oro:sqlite'
import { request } from 'oro:ipc'

/** @typedef {(folder: string) => Promise<void>} Load files may be put into the folder */

async function calls () {
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => request('soak.echo', { text: `n${n}` })))
  answers.forEach(({ data, err }, n) => { if (data !== `n${n}`) throw err ?? new Error(`got ${data} for n${n}`) })
}

async function scheme () {
  const answer = await fetch('ipc://soak.echo?text=plain')
  if ((await answer.json()).data !== 'plain') throw new Error('the scheme answered something else')
}

async function streams () {
  const answer = await fetch('ipc://soak.stream?chunks=16')
  const { byteLength } = await answer.arrayBuffer()
  if (byteLength !== 16 * 16384) throw new Error(`a stream of ${byteLength} bytes`)
}

let ticks = 0
addEventListener('tick', () => { ticks++ })
async function events () {
  const before = ticks
  await new Promise((resolve) => setTimeout(resolve, 2000))
  if (ticks === before) throw new Error('no event came in 2 s')
}

async function files (folder) {
  const path = `${folder}/file`
  const text = String(Math.random()).repeat(2000)
  await fs.writeFile(path, text, { atomic: true })
  if (await fs.readFile(path, 'utf8') !== text) throw new Error('a file has other contents')
}

async function appended (folder) {
  const path = `${folder}/log`
  const handle = await fs.open(path, 'a')
  await handle.write('line\n')
  await handle.close()
  await fs.unlink(path)
}

async function sqlite (folder) {
  const database = new DatabaseSync(`${folder}/soak.db`)
  database.exec('CREATE TABLE IF NOT EXISTS t (n INTEGER)')
  const insert = database.prepare('INSERT INTO t VALUES (?)')
  for (let n = 0; n < 10; n++) insert.run(n)
  const { count } = database.prepare('SELECT count(*) AS count FROM t').get()
  if (count !== 10) throw new Error(`${count} rows`)
  database.exec('DELETE FROM t')
  database.close()
}

async function datagrams () {
  const socket = dgram.createSocket('udp4')
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(undefined)))
  const heard = new Promise((resolve) => socket.once('message', resolve))
  const send = setInterval(() => socket.send('ping', socket.address().port, '127.0.0.1'), 500)
  socket.send('ping', socket.address().port, '127.0.0.1')
  await heard
  clearInterval(send)
  await new Promise((resolve) => socket.close(() => resolve(undefined)))
}

async function requests () {
  const server = http.createServer((asked, answer) => answer.end(asked.url))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {{ port: number }} */ (server.address())
  const body = await new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', path: '/path', agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece) => { text += piece }).on('end', () => resolve(text))
    }).on('error', reject)
  })
  if (body !== '/path') throw new Error(`HTTP answered ${body}`)
  await new Promise((resolve) => server.close(() => resolve(undefined)))
}

let tries = 0
async function conduits () {
  const opened = new Conduit()
  await opened.connect()
  opened.close()
  // Closed while it opens, after a few of its steps, then after more.
  const opening = new Conduit()
  for (let steps = tries++ % 16; steps; steps--) await request('soak.echo')
  opening.close()
}

async function aborted () {
  const controller = new AbortController()
  const { signal } = controller
  const answers = [fetch('ipc://soak.hang', { signal }), fetch('ipc://soak.stream?chunks=1&hold=true', { signal })]
  const reader = (await answers[1]).body.getReader()
  await reader.read()
  controller.abort()
  const outcomes = await Promise.allSettled([answers[0], reader.read()])
  if (outcomes.some(({ status }) => status === 'fulfilled')) throw new Error('an answer came in spite of all')
}

async function workers () {
  const worker = new Worker('worker.js', { type: 'module' })
  const { data } = await new Promise((resolve, reject) => {
    worker.onmessage = resolve
    worker.onerror = reject
  })
  worker.terminate()
  if (data !== 'called') throw new Error(`a worker said ${data}`)
}

async function frames () {
  const frame = document.body.appendChild(document.createElement('iframe'))
  const said = new Promise((resolve) => addEventListener('message', ({ source }) => {
    if (source === frame.contentWindow) resolve(undefined)
  }))
  frame.src = 'frame.html'
  await said
  frame.remove()
}

/** What is synchronous holds up everything else of the page, so there is little of it. */
export const SELDOM = [sqlite]
/** @type {Load[]} */
export const LOADS = [
  calls, scheme, streams, events, files, appended, datagrams, requests, conduits, aborted, workers, frames
]
