"""Know of starts in which the whole program died before its window was painted. Blocking.

Each start leaves a file with its attempts until its window is painted, or it ends in order. Files of programs that no
longer run are of starts that a driver, or a signal, ended.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import DecodeError, ValidationError, json

from oro_framework.host.painting import unfinished_folder
from oro_framework.host.painting.attempts import Attempt, Attempts
from oro_framework.processes import is_alive

__all__ = ("Unfinished",)

LOOP = 2
"""So many starts in a row that died with the same attempt are no accident."""
_RECENT = 600.0
"""Seconds after which a file tells nothing any longer."""


class Unfinished:
    """The file of this start, and those of others.

    Args:
        folder: where they are; the user's state when None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or unfinished_folder()
        self._path = self._folder / str(os.getpid())

    def begin(self, attempts: Attempts) -> None:
        """Note that this start begins; a folder that cannot be written means that nothing is noted."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(json.encode(attempts))

    def end(self, *, painted: bool = False) -> None:
        """Note that this start has painted, by which those before mean nothing, or has ended in order."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            for path, _ in self._dead() if painted else ():
                path.unlink(missing_ok=True)

    def failed(self) -> list[Attempt]:
        """Return the attempts that painted nothing, and those with which the program died more than once.

        Once is enough after others had failed: the machine is one on which painting fails.
        """
        dead = [attempts for _, attempts in self._dead()]
        currents = [attempts.current for attempts in dead]
        failed = [each for attempts in dead for each in (*attempts.failed, *_last(attempts))]
        return list(dict.fromkeys([*failed, *(each for each in currents if currents.count(each) >= LOOP)]))

    def _dead(self) -> Iterator[tuple[Path, Attempts]]:
        """Yield the files of programs that no longer run; remove those that are old or no attempts."""
        for path in sorted(self._folder.glob("[0-9]*")):
            try:
                recent = time.time() - path.stat().st_mtime < _RECENT
                attempts = json.decode(path.read_bytes(), type=Attempts)
            except (OSError, DecodeError, ValidationError):
                recent, attempts = False, Attempts([], Attempt(""))
            if not recent:
                path.unlink(missing_ok=True)
            elif path != self._path and not is_alive(int(path.name)):
                yield path, attempts


def _last(attempts: Attempts) -> list[Attempt]:
    return [attempts.current] if attempts.failed else []
