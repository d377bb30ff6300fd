"""What the page asks of every framework, the same in each."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
MB = 1 << 20
FILE_SIZE = 100 * MB

FILE = Path(os.environ.get("BENCH_FILE", "/dev/null"))
"""A file of FILE_SIZE bytes."""

ENGINE = os.environ.get("BENCH_ENGINE", "gtk")
"""`gtk` or `qt`."""

SPAWNED = float(os.environ.get("BENCH_SPAWNED", "0"))
"""When this process was asked for, in milliseconds since the epoch."""

BODIES = {size * MB: bytes(size * MB) for size in (1, 16)}


def page(adapter: str, *scripts: str) -> str:
    """Return the page with its workload, more of our scripts, and the adapter that speaks to one framework."""
    workload = "\n".join((HERE / name).read_text() for name in ("workload.js", *scripts))
    return (HERE / "page.html").read_text().replace("/*workload*/", workload).replace("/*adapter*/", adapter)


def run_app(
    index: str, plugin: str, *installed: str, engine: str = ENGINE, lay_out: Callable[[Path], None] | None = None
) -> None:
    """Run a page as an app with `oro run`.

    Args:
        index: the page.
        plugin: the module of the app's own Python.
        installed: the plugins it has.
        engine: `gtk` or `qt`.
        lay_out: writes what else is in the app's folder.
    """
    from oro_framework.cli.main import main as oro

    with tempfile.TemporaryDirectory() as folder:
        if lay_out is not None:
            lay_out(Path(folder))
        (Path(folder) / "index.html").write_text(index)
        (Path(folder) / "oro.toml").write_text(
            '[meta]\nbundle_identifier = "com.example.benchmark"\n'
            f'[app]\npython = "{plugin}"\n'
            f"[plugins]\nenabled = {json.dumps(installed)}\nrequired = {json.dumps(installed)}\n"
        )
        oro(["run", folder, "--backend", engine])


def memory() -> int:
    """Return the proportional resident bytes of this process and all it started."""
    return sum(_proportional(pid) for pid in _family(os.getpid()))


def report(values: dict[str, Any]) -> None:
    """Print what the page measured, as the one line the runner reads."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
