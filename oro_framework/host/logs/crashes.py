"""Runs of an app that did not end in order, read from the files that they left.

A file whose lock is free is of a run that has ended: what follows its first line are the stacks of its threads, and
nothing follows where the process was killed from outside or the machine went down.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from oro_framework.host.logs.crash_file import RUNNING, locked

__all__ = ("Ended", "kept_crashes", "unfinished_runs")

CRASHED = "crash-"
KEEP = 3
"""How many crashes stay."""


class Ended(NamedTuple):
    """A run that did not end in order."""

    path: Path
    began: float
    """Seconds since 1970."""
    details: Mapping[str, Any]
    """Versions and the like of what ran."""
    stacks: str
    """The text that `faulthandler` wrote; empty where nothing could be written."""

    @property
    def reason(self) -> str:
        """Its first line, such as `Segmentation fault`."""
        first = self.stacks.strip().partition("\n")[0]
        return first.removeprefix("Fatal Python error: ")


def unfinished_runs(folder: Path) -> Iterator[Ended]:
    """Take in runs that did not end in order; each is yielded by one call alone. Those with stacks are kept."""
    for path in _named(folder, RUNNING):
        with suppress(OSError), open(path, "rb") as file:
            if not (os.fstat(file.fileno()).st_size and locked(file.fileno()) and os.fstat(file.fileno()).st_nlink):
                continue
            found = _read(path, file.read())
            if found.stacks.strip():
                kept = path.with_name(CRASHED + path.name.removeprefix(RUNNING))
                os.replace(path, kept)
                found = found._replace(path=kept)
            else:
                path.unlink()
            yield found
    for old in kept_crashes(folder)[KEEP:]:
        with suppress(OSError):
            old.path.unlink()


def kept_crashes(folder: Path) -> list[Ended]:
    """Return the crashes that are kept, the last first."""
    found = []
    for path in _named(folder, CRASHED):
        with suppress(OSError):
            found.append(_read(path, path.read_bytes()))
    return sorted(found, key=lambda each: each.began, reverse=True)


def _named(folder: Path, beginning: str) -> list[Path]:
    try:
        return [folder / name for name in sorted(os.listdir(folder)) if name.startswith(beginning)]
    except OSError:
        return []


def _read(path: Path, data: bytes) -> Ended:
    head, _, stacks = data.partition(b"\n")
    try:
        details = json.loads(head)
        began = float(details.pop("began"))
    except (ValueError, KeyError, TypeError, AttributeError):
        details, began, stacks = {}, 0.0, data
    return Ended(path, began, details, stacks.decode("utf-8", "replace"))
