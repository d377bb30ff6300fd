"""oro-framework on WebKitGTK, by `oro run`: routes over `ipc:`; bytes travel raw, files by descriptor."""

from __future__ import annotations

from benchmarks.peers import work

ADAPTER = """
import { request, write } from 'oro:ipc'
const binary = { responseType: 'arraybuffer' }
async function call (name, parameters, options) {
  const { err, data } = await request(name, parameters, options)
  if (err) throw err
  return data
}
await workload({
  spawned: () => call('bench.spawned'),
  echo: (n) => call('bench.echo', { n }),
  echoAsync: (n) => call('bench.echoAsync', { n }),
  fetch: async (n) => (await (await fetch(`ipc://bench.echo?n=${n}`)).json()).data,
  put: async (buffer) => {
    const { err, data } = await write('bench.put', {}, buffer)
    if (err) throw err
    return data
  },
  get: (size) => call('bench.get', { size }, binary),
  file: () => call('bench.file', {}, binary),
  memory: () => call('bench.memory'),
  done: (report) => call('bench.done', { report: JSON.stringify(report) }),
})
"""


def main() -> None:
    work.run_app(work.page(ADAPTER), "benchmarks.peers.oro_plugin", engine="gtk")


if __name__ == "__main__":
    main()
