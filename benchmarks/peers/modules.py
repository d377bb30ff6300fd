"""oro-framework with oro-fs, oro-process and oro-conduit: Node's modules in a page."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.peers import work
from benchmarks.peers.tree import grow

ADAPTER = """
import { spawn } from 'oro:child_process'
import { connection } from 'oro:conduit/auto'
import fs from 'oro:fs'
import { request } from 'oro:ipc'
import { PassThrough } from 'oro:stream'
import { pipeline } from 'oro:stream/promises'
if (!connection.isOpen) await new Promise((resolve) => connection.addEventListener('open', resolve, { once: true }))
let report
try {
  report = await files({ fs, pipeline, PassThrough, spawn, folder: %s })
} catch (error) {
  report = { error: `${error?.message ?? error} ${error?.stack}` }
}
await request('bench.done', { report: JSON.stringify(report) })
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as tree:
        grow(Path(tree))
        index = work.page(ADAPTER % json.dumps(tree), "files.js")
        work.run_app(index, "benchmarks.peers.oro_plugin", "conduit", "fs", "process")


if __name__ == "__main__":
    main()
