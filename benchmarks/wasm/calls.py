"""A page that calls a component's function and an ordinary route.

`python -m benchmarks.wasm.calls [conduit]` prints the figures, of calls over the scheme or over Conduit.
"""

from __future__ import annotations

import sys
from pathlib import Path

import wasmtime

from benchmarks.peers import work

ADAPTER = """
%s
import { request } from 'oro:ipc'
async function call (name, n) {
  const { err, data } = await request(name, { n })
  if (err) throw err
  return data
}
let report
try {
  report = await calls({ %s: (n) => call('bench.echo', n), %s: (n) => call('echoes.echo', n) })
} catch (error) {
  report = { error: String(error?.message ?? error) }
}
await request('bench.done', { report: JSON.stringify(report) })
"""
CONNECTED = """
import { connection } from 'oro:conduit/auto'
if (!connection.isOpen) await new Promise((resolve) => connection.addEventListener('open', resolve, { once: true }))
"""
COMPONENT = """(component
  (core module $m (func (export "echo") (param i32) (result i32) (local.get 0)))
  (core instance $c (instantiate $m))
  (func $echo (param "n" u32) (result u32) (canon lift (core func $c "echo")))
  (export "echo" (func $echo)))"""


def main() -> None:
    """Run the page as an app with oro-wasm."""
    conduit = sys.argv[1:] == ["conduit"]
    names = ("route_conduit", "component_conduit") if conduit else ("route", "component")
    index = work.page(ADAPTER % (CONNECTED if conduit else "", *names), "wasm/calls.js")
    plugins = ("wasm", "conduit") if conduit else ("wasm",)
    work.run_app(index, "benchmarks.peers.oro_plugin", *plugins, engine="gtk", lay_out=_lay_out)


def _lay_out(folder: Path) -> None:
    (folder / "extensions").mkdir()
    (folder / "extensions" / "echoes.wasm").write_bytes(bytes(wasmtime.wat2wasm(COMPONENT)))


if __name__ == "__main__":
    main()
