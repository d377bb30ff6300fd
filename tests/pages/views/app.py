"""Ends the process of the page that was made last, as the kernel would when memory is short."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from oro_framework import Call, hookimpl, route


def pages(parent: int, above: str = "") -> Iterator[tuple[int, int]]:
    """Yield start and id of the processes of pages: WebKit's are named so, Chromium's are children of its zygote."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        name = text[text.index("(") + 1 : text.rindex(")")]
        rest = text[text.rindex(")") + 2 :].split()
        if int(rest[1]) == parent:
            if name == "WebKitWebProces" or name == above == "QtWebEngineProc":
                yield int(rest[19]), int(folder.name)
            yield from pages(int(folder.name), name)


@route("test.kill")
def kill(call: Call) -> None:
    """End the process of the page that was made last."""
    os.kill(max(pages(os.getpid()))[1], signal.SIGKILL)


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    """Declare the routes of the test."""
    return [kill]
