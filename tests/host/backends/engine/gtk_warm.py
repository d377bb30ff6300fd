"""WebKitGTK started before its host, as `oro run` does. Prints a line per thing that is so.

python -m engine.gtk_warm
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from oro_framework.host.backends.gtk.early_start import WarmEngine, warm_up
from oro_framework.host.kernel.parallel_imports import importing_in_parallel
from oro_framework.testing import PATIENCE

from .gtk_again import backend, open_view


def started() -> WarmEngine:
    with importing_in_parallel(("gi", "webview")) as imports:
        engine = warm_up()
        assert engine is not None
        engine.serve(imports)
    return engine


def pages() -> list[str]:
    """Return the web processes of this process, by id."""
    children = [child for path in Path("/proc/self/task").glob("*/children") for child in path.read_text().split()]
    return [child for child in children if "WebKitWebProces" in _name(child)]


def _name(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def served_until(engine: WarmEngine, happened: Callable[[], object], what: str) -> None:
    """Serve the engine's processes until something is so."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"{what} did not happen"
        engine.tick()
        time.sleep(0.01)
    print(what, flush=True)


def first_view_shares_the_process(engine: WarmEngine) -> None:
    served_until(engine, lambda: len(pages()) == 1, "a web process runs before there is a host")
    early = pages()
    made: Any = backend(b"<title>warm</title>")

    def titled(_: str) -> None:
        print(f"the first view is in it: {pages() == early}", flush=True)
        made.quit()

    made.run(lambda: open_view(made, titled))


def main() -> None:
    engine = started()
    from gi.repository import GLib

    print(f"the program is {GLib.get_prgname()}", flush=True)
    first_view_shares_the_process(engine)
    unused = started()
    served_until(unused, pages, "another one was started")
    unused.cool()
    served_until(unused, lambda: not pages(), "it ended, for nobody wanted it")
    os._exit(0)  # what is left of the engine is not the matter here


if __name__ == "__main__":
    main()
