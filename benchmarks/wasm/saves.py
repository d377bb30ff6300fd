"""C that is saved while `oro wasm run` shows it, to the page that has the new module."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import threading
from collections.abc import Iterator, Mapping
from typing import IO

from benchmarks.environment import ROOT
from benchmarks.rounds import Skipped
from benchmarks.wasm.environment import ORO, SOURCES

__all__ = ("measured",)

PROJECT = ROOT / "build" / "wasm-save"
TIMES = 5
PATIENCE = 180.0
"""Seconds for all of it; the first build of a machine compiles the C library."""
TOTAL = re.compile(r"Save to page: (\d+) ms")


def measured(display: str) -> Mapping[str, float]:
    """Return the median milliseconds, as the development server tells them.

    Raises:
        Skipped: the page did not have a new module in time.
    """
    PROJECT.mkdir(parents=True, exist_ok=True)
    _save(0)
    environment = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11"}
    command = [str(ORO), "wasm", "run", str(PROJECT), "--json", "--debug", "--backend", "gtk"]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=silent, text=True) as server:
        watchdog = threading.Timer(PATIENCE, server.kill)
        watchdog.start()
        try:
            assert server.stdout is not None
            times = _times(server.stdout)
        finally:
            watchdog.cancel()
            server.terminate()
    if len(times) < TIMES:
        raise Skipped(f"the page had {len(times)} of {TIMES} new modules within {PATIENCE:g} seconds")
    return {"save": statistics.median(times)}


def _times(output: IO[str]) -> list[float]:
    """Save a change whenever the page has the last one, and return what each took; the first is not counted."""
    times: list[float] = []
    begun = False
    for text in _records(output):
        found = TOTAL.search(text)
        if found:
            times.append(float(found[1]))
            if len(times) > TIMES:
                break
        if found or (not begun and text.startswith("Built ")):
            begun = True
            _save(len(times) + 1)
    return times[1:]


def _records(output: IO[str]) -> Iterator[str]:
    for line in output:
        record = json.loads(line)
        if record.get("event") == "log":
            yield record["text"]


def _save(number: int) -> None:
    source = (SOURCES / "hello.c").read_text().replace("hello", f"hello {number}")
    (PROJECT / "main.c").write_text(source)
