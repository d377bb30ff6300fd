"""oro-framework with oro-sw: requests of a page that a service worker answers, and of one it does not."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import work

ADAPTER = """
import { connection } from 'oro:conduit/auto'
import { request } from 'oro:ipc'
async function call (name, parameters) {
  const { err, data } = await request(name, parameters)
  if (err) throw err
  return data
}
if (!connection.isOpen) await new Promise((resolve) => connection.addEventListener('open', resolve, { once: true }))
await workersWorkload({
  worker: WORKER,
  memory: () => call('bench.memory'),
  done: (report) => call('bench.done', { report: JSON.stringify(report) })
})
"""


def lay_out(folder: Path) -> None:
    """Write what the page asks for."""
    (folder / "small.txt").write_bytes(b"x" * 4096)
    (folder / "large.bin").write_bytes(os.urandom(1 << 20) * 50)
    (folder / "worker.js").write_bytes((work.HERE / "worker.js").read_bytes())


def run(plugins: Sequence[str], worker: str) -> None:
    """Run the page as an app that has these plugins."""
    index = work.page(ADAPTER.replace("WORKER", worker), "workers.js")
    with tempfile.TemporaryDirectory() as data:
        os.environ["XDG_DATA_HOME"] = data
        work.run_app(index, "benchmarks.peers.oro_plugin", *plugins, lay_out=lay_out)


if __name__ == "__main__":
    run(("conduit", "sw"), "true")
