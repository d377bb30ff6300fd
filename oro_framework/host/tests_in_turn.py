"""The test files of `oro run --test`, each in a first window of its own, one after another."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from oro_framework.errors import UsageError

__all__ = ("HEADING", "TestsInTurn")

HEADING = "# test file: "
"""Begins the line that is written before a file is run, unless there is only one; its name follows."""


class TestsInTurn:
    """Test files that run one after another; a page that ends the app ends its own file only. Loop thread.

    Args:
        files: of one folder, at least one.
        close: closes the windows of a file that has ended.
        open_first: opens the first window again.
        quit: ends the app with an exit code.
    """

    __test__ = False

    def __init__(
        self,
        files: Sequence[Path],
        close: Callable[[], Awaitable[None]],
        open_first: Callable[[], None],
        quit: Callable[[int], None],
    ) -> None:
        self._waiting = list(files)
        self._several = len(files) > 1
        self._close = close
        self._open_first = open_first
        self._quit = quit
        self._ending = False
        self._code = 0
        self.current = self._waiting.pop(0)
        """The file that runs."""

    def begin(self) -> None:
        """Open the first window, whose page imports the current file.

        Raises:
            UsageError: there is no such file any more.
        """
        if not self.current.is_file():
            raise UsageError(f'Cannot run test "{self.current}": there is no such file')
        if self._several:
            sys.stdout.write(f"{HEADING}{self.current.name}\n")
            sys.stdout.flush()
        self._open_first()

    def ends(self, code: int) -> bool:
        """Return whether a file ends, and not the app: another file waits; `next` begins it."""
        if self._ending:
            return False
        self._code = self._code or code
        self._ending = bool(self._waiting)
        if not self._waiting:
            self._quit(self._code)
        return self._ending

    async def next(self) -> None:
        """Close the windows of the file that has ended, and begin the next."""
        await self._close()
        self.current = self._waiting.pop(0)
        self._ending = False
        self.begin()
