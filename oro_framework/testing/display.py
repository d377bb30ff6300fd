"""A virtual display for tests on machines without one: Xvfb on a free display."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from oro_framework.errors import Unsupported

__all__ = ("virtual_display",)

START = 60.0
"""Seconds that Xvfb has to name its display."""


@contextmanager
def virtual_display(size: str = "1280x1024x24") -> Iterator[str]:
    """Run Xvfb during the block and yield the name of its display, such as `:99`.

    Raises:
        Unsupported: Xvfb is not installed, or it did not start.
    """
    if shutil.which("Xvfb") is None:
        raise Unsupported("Cannot make a virtual display: Xvfb is not installed; try: apt-get install xvfb")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        yield f":{_number(reader)}"
    finally:
        os.close(reader)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _number(reader: int) -> str:
    """Read the number Xvfb writes once it is ready."""
    text = b""
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([reader], [], [], START)
        piece = os.read(reader, 16) if ready else b""
        if not piece:
            raise Unsupported("Cannot make a virtual display: Xvfb ended, or said nothing, before it was ready")
        text += piece
    return text.decode("ascii").strip()
