"""One engine, one process: load the checks, write what they report, end.

    python -m engine.run BACKEND FOLDER

`FOLDER/results.jsonl` gets a line per check as it ends, `FOLDER/end.json` what was left at the end.
"""

from __future__ import annotations

import http.server
import json
import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import trio

from oro_framework.host.backends.choice import backend_class
from oro_framework.host.kernel.threads import Threads
from oro_framework.types import Scheme

from .control import SUFFIX, Control
from .door import SuiteDoor
from .facts import Facts
from .handlers import HERE, Handlers

TIME = 240
"""Seconds after which a run is ended whatever it does."""
PROBE = (
    "globalThis.preloaded = { at: document.readyState, scripts: document.scripts.length, page: globalThis.pageRan };"
)


async def _no_app(*_: object) -> None:
    raise AssertionError("the suite's door answers without ASGI")


class Foreign(http.server.BaseHTTPRequestHandler):
    """Another origin: serves `foreign.html`."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write((HERE / "foreign.html").read_bytes())

    def log_message(self, *_: object) -> None: ...


def main(name: str, folder: Path) -> None:
    logging.basicConfig(level=logging.INFO)
    threads = Threads(logging.getLogger("suite"))
    facts = Facts()
    control = Control(threads, facts, folder)
    http.server.ThreadingHTTPServer.block_on_close = False
    foreign = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Foreign)
    foreign_thread = threading.Thread(target=foreign.serve_forever)
    foreign_thread.start()
    chosen = backend_class(name)
    handlers = Handlers(facts, control.command, folder)
    door = SuiteDoor(threads, handlers.find)
    schemes = [Scheme(name=scheme, app=_no_app) for scheme in ("oro", "ipc", "node")]
    backend = control.backend = chosen(schemes, door, "app")
    handlers.worker_preload = lambda: backend.worker_preload
    control.preload = f"{backend.preload};\n{PROBE}"
    backend.open_external = lambda url: control.tell("external", url)  # type: ignore[method-assign]
    threads.attach_gui(backend.post)
    stopped = trio.Event()

    async def serve() -> None:
        with trio.move_on_after(TIME):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(door.serve, stopped)
                nursery.start_soon(_write, facts, folder / "results.jsonl")
                await handlers.finished.wait()
                await _end_with_no_window(control, facts)
                stopped.set()
                nursery.cancel_scope.cancel()

    def begin() -> None:
        """Open the page and tell it the claims, which are known for this session once a display is open."""
        suite = {
            "backend": name,
            "capabilities": msgspec.structs.asdict(backend.capabilities),
            "foreign": f"http://127.0.0.1:{foreign.server_port}/",
            "suffix": SUFFIX,
        }
        handlers.add_page("/index.html", (HERE / "index.html").read_text().replace("SUITE", json.dumps(suite)))
        control.open("main", "oro://app/index.html")

    threads.start(serve, ended=backend.quit)
    try:
        backend.run(begin)
    finally:
        foreign.shutdown()
        foreign.server_close()
        foreign_thread.join()
        threads.gui_to_loop(handlers.finished.set)
        threads.join()
    _describe_end(folder, facts)


async def _write(facts: Facts, path: Path) -> None:
    """Append each report as it arrives, so that a crash leaves what was known before it."""
    written = 0
    with path.open("a") as file:
        while True:
            reports = facts.known("report")
            for report in reports[written:]:
                file.write(json.dumps(report) + "\n")
            file.flush()
            written = len(reports)
            await trio.sleep(0.05)


async def _end_with_no_window(control: Control, facts: Facts) -> None:
    """Close every window, and prove that the loop goes on until it is told to quit."""
    await trio.sleep(0.1)  # the last report is still being written
    await control.command("close", {"name": "main"})
    await facts.wait("main closed")
    facts.tell("after", await control.command("screen", {}))
    await control.command("open", {"name": "late", "url": "oro://app/blank.html"})
    facts.tell("late", bool(await facts.wait("late document")))


def _describe_end(folder: Path, facts: Facts) -> None:
    ignored = ("Trio thread", "process_request_thread")  # idle workers, and connections of the foreign server
    left = [thread.name for thread in threading.enumerate() if not any(name in thread.name for name in ignored)]
    sockets = [link for link in map(_link, Path("/proc/self/fd").iterdir()) if link.startswith("pipe:")]
    end: dict[str, Any] = {
        "threads": left,
        "pipes": len(sockets),
        "alive_without_windows": facts.known("after"),
        "window_after_last": facts.known("late"),
    }
    (folder / "end.json").write_text(json.dumps(end))


def _link(path: Path) -> str:
    with suppress(OSError):
        return os.readlink(path)
    return ""


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
