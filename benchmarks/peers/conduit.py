"""oro-framework with oro-conduit and oro-udp: calls, events, streams and datagrams over one WebSocket.

The same page also measures two bare WebSockets: an echo by Conduit's own server code on the same loop, and one by
`websockets`, with its parts in C, in a process of its own.
"""

from __future__ import annotations

from benchmarks.peers import work

ADAPTER = """
import { connection } from 'oro:conduit/auto'
import { createSocket } from 'oro:dgram'
import { openStream, request } from 'oro:ipc'
async function call (name, parameters) {
  const { err, data } = await request(name, parameters)
  if (err) throw err
  return data
}
if (!connection.isOpen) await new Promise((resolve) => connection.addEventListener('open', resolve, { once: true }))
addEventListener('pushed', () => globalThis.arrived())
await carriersWorkload({
  way: () => connection.way,
  echo: (n) => call('bench.echo', { n }),
  echoAsync: (n) => call('bench.echoAsync', { n }),
  push: (count) => call('bench.push', { count }),
  memory: () => call('bench.memory'),
  bare: () => call('bench.bare'),
  done: (report) => call('bench.done', { report: JSON.stringify(report) }),
  openStream,
  createSocket,
})
"""


def main() -> None:
    index = work.page(ADAPTER, "datagrams.js", "sockets.js", "carriers.js")
    work.run_app(index, "benchmarks.peers.conduit_plugin", "conduit", "udp")


if __name__ == "__main__":
    main()
