"""Runs that end while Chromium's IO thread is inside bodies of every kind. Prints a line per run.

python -m engine.cut
"""

from __future__ import annotations

import os
import tempfile
import time
from typing import Any

from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.qt.backend import QtBackend
from oro_framework.host.requests.protocol import Caller, Request
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.types import Scheme

HTML = Head(200, (("content-type", "text/html"),))
BYTES = Head(200, (("content-type", "application/octet-stream"),))
SIZE = 64 << 20
SLOW = 0.2
"""Seconds of one read of a slice, as from a slow disk: long enough for a run to end within it."""
PAGE = b"""<!doctype html><script>
for (const body of ['slice', 'slice', 'whole', 'memory', 'never']) {
  (async () => { for (let n = 0; ; n++) await (await fetch(`ipc://${body}?n=${n}`)).arrayBuffer() })()
}
</script>"""

pread = os.pread


def slow_pread(fd: int, length: int, offset: int) -> bytes:
    time.sleep(SLOW)
    return pread(fd, length, offset)


class Door:
    """Answers with bodies that take long; ends the run a little after the first two slices were asked for."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.backend: QtBackend
        self.slices = 0

    def open(self, request: Request, reply: Any) -> Door:
        if request.target.scheme == "oro":
            reply.respond(HTML, PAGE)
        elif request.target.host == "memory":
            reply.respond(BYTES, bytes(SIZE // 4))
        elif request.target.host in ("slice", "whole"):
            self.answer_file(reply, 9 if request.target.host == "slice" else 0)
        return self

    def answer_file(self, reply: Any, offset: int) -> None:
        fd = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        reply.respond_file(BYTES, FileSlice(fd, offset, SIZE - offset))
        self.slices += bool(offset)
        if offset and self.slices == 2:
            self.end_soon()

    def end_soon(self) -> None:
        from qtpy.QtCore import QTimer

        QTimer.singleShot(int(SLOW * 1500), self.backend.quit)

    def abort(self) -> None: ...

    def run(self, *_: object) -> None: ...

    def when_begun(self, *_: object) -> bool:
        return False


async def _no_app(*_: object) -> None: ...


def nothing(*_: object) -> None: ...


def run(path: str) -> None:
    door = Door(path)
    backend = door.backend = QtBackend([Scheme(name=name, app=_no_app) for name in ("oro", "ipc")], door, "app")
    events = ViewEvents(
        caller=lambda origin, top: Caller(origin=origin, top_level=top),
        document_replaced=nothing,
        title_changed=nothing,
        shown=nothing,
        hidden=nothing,
        closed=nothing,
        crashed=nothing,
        console=nothing,
        navigate=lambda url, top: "allow",
    )
    backend.run(lambda: nothing(backend.create_view(ViewSpec(url="oro://app/"), events)))


def main() -> None:
    os.pread = slow_pread
    with tempfile.NamedTemporaryFile() as file:
        file.truncate(SIZE)
        for n in range(3):
            run(file.name)
            print("cut", n)


if __name__ == "__main__":
    main()
