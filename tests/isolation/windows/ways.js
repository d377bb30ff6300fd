/** The ways by which a page or a worker calls a route. Each returns the route's answer, or the code of its error. */
import { Conduit } from 'oro:conduit'
import { connection } from 'oro:conduit/auto'
import * as ipc from 'oro:ipc'
import { schemeCall } from 'oro:ipc/scheme'

export const NAMES = ['first', 'second', 'both', 'neither']

const verdict = ({ err, data }) => err ? err.code : data

/** Ask by messages: `send` takes the options of one, and `heard` is called with the text of each answer. */
function asking (listen, send) {
  let settle = () => {}
  listen((error, message) => settle(error ?? verdict(JSON.parse(new TextDecoder().decode(message.payload)))))
  return (route) => new Promise((resolve) => {
    settle = resolve
    if (!send({ route, token: 't' })) resolve('not sent')
  })
}

/** @returns {Promise<Record<string, (route: string) => Promise<unknown>>>} */
export async function everyWay () {
  const { id } = globalThis.__args.client
  const client = new Conduit({ id: `${id}1` })
  await client.connect()
  if (!connection.isOpen) await new Promise((resolve) => connection.addEventListener('open', resolve, { once: true }))
  return {
    scheme: async (route) => verdict(await schemeCall(route)),
    'version 1': asking((handler) => client.receive(handler), (options) => client.send(options)),
    'version 2': async (route) => connection.way === 'socket' ? verdict(await ipc.request(route)) : 'no socket',
    'message of version 2': asking(
      (handler) => connection.receive(`${id}2`, handler), (options) => connection.send(`${id}2`, options)
    )
  }
}
