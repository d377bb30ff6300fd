"""Node's dgram, fs and child_process, in a process of its own, without a page to cross."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.peers.tree import grow


def main() -> None:
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        grow(Path(folder))
        subprocess.run(["node", str(here / "node.mjs"), folder], check=True)


if __name__ == "__main__":
    main()
