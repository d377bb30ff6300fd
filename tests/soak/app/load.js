/** Everything at once, again and again: calls, streams, events, files, SQLite, datagrams, HTTP. */

import dgram from 'node:dgram'
import fs from 'node:fs/promises'
import http from 'node:http'
import { DatabaseSync } from 'oro:sqlite'
import { request } from 'oro:ipc'

/** Calls in flight when the page is reloaded; the app knows how many they are. Conduit's 1000th stream would wait. */
const FLYING = { conduit: 900, scheme: 1100 }

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

async function files () {
  const path = `${plan.folder}/file`
  const text = String(Math.random()).repeat(2000)
  await fs.writeFile(path, text, { atomic: true })
  if (await fs.readFile(path, 'utf8') !== text) throw new Error('a file has other contents')
}

async function appended () {
  const path = `${plan.folder}/log`
  const handle = await fs.open(path, 'a')
  await handle.write('line\n')
  await handle.close()
  await fs.unlink(path)
}

async function sqlite () {
  const database = new DatabaseSync(`${plan.folder}/soak.db`)
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

/**
 * @param {() => Promise<void>} load
 * @param {number} [pause] ms between two rounds; what is synchronous holds up everything else of the page
 */
async function again (load, pause = 10) {
  for (;;) {
    try {
      await load()
    } catch (error) {
      await request('soak.failed', { text: `${load.name}: ${error?.stack ?? error}` })
      return
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

function begin () {
  for (const load of [calls, scheme, streams, events, files, appended, datagrams, requests]) again(load)
  again(sqlite, 500)
}

function hang () {
  for (let n = 0; n < FLYING.conduit; n++) request('soak.hang')
  for (let n = 0; n < FLYING.scheme; n++) fetch('ipc://soak.hang').catch(() => {})
}

const { data: plan } = await request('soak.ready')
const { data: wanted } = await request('soak.wanted')
if (wanted === 'hang') hang()
else begin()
