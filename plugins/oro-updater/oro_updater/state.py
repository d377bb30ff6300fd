"""`State`: the one line that says which version of an installed app starts. Sans-IO.

    VERSION PREVIOUS LEFT PROCESS FAILED

`-` stands for nothing. One file has all of it, so that replacing the file changes all at once. The launcher reads and
writes it too, and knows no more than a shell does.

    ok ── switch ──→ left = 2 ── the first page ──→ ok
                        │ ends without a page
                        ├──────────────→ left = 1 ── ends without a page ──→ ok, with the previous version
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

__all__ = ("STARTS", "State", "is_version")

STARTS = 2
"""Starts of a new version that may end without a page."""
REMEMBERED = 20
"""Failed versions that are kept in mind."""
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,63}")
_NOTHING = "-"


class State(Struct, frozen=True, kw_only=True):
    """See the module."""

    version: str
    previous: str = ""
    """The version to fall back to."""
    left: int | None = None
    """Starts that may yet fail; None once a page was reached."""
    process: str = ""
    """The launcher that watches the present start, as launchers name themselves."""
    failed: Sequence[str] = ()
    """Versions that are not offered again, the latest first."""

    @classmethod
    def parse(cls, text: str) -> State:
        """Read the line.

        Raises:
            ValueError: it is none.
        """
        version, previous, left, process, failed = text.split()
        names = [] if failed == _NOTHING else failed.split(",")
        for name in (version, *([] if previous == _NOTHING else [previous]), *names):
            if not is_version(name):
                raise ValueError(f'"{name[:100]}" is no version')
        return cls(
            version=version,
            previous="" if previous == _NOTHING else previous,
            left=None if left == "ok" else int(left),
            process="" if process == _NOTHING else process,
            failed=tuple(names),
        )

    def text(self) -> str:
        """Return the line."""
        left = "ok" if self.left is None else str(self.left)
        failed = ",".join(self.failed) or _NOTHING
        return f"{self.version} {self.previous or _NOTHING} {left} {self.process or _NOTHING} {failed}\n"

    def switched(self, version: str) -> State:
        """Return the state in which another version starts next, watched."""
        # A version that never reached its page is nothing to fall back to.
        previous = self.version if self.left is None else self.previous
        failed = tuple(name for name in self.failed if name != version)
        return State(version=version, previous=previous, left=STARTS, failed=failed)

    def confirmed(self) -> State:
        """Return the state once the version has reached its first page."""
        return replace(self, left=None, process="")

    def rolled_back(self) -> State:
        """Return the state in which the previous version starts next, and this one is not offered again."""
        failed = (self.version, *(name for name in self.failed if name != self.version))[:REMEMBERED]
        return State(version=self.previous, failed=failed)

    def withdrawn(self) -> State:
        """Return the state in which the previous version starts next, and this one may be offered again."""
        return State(version=self.previous, failed=self.failed)


def is_version(text: str) -> bool:
    """Return whether a text can be a version: a name of a folder, and a word of the state."""
    return _VERSION.fullmatch(text) is not None and text != "ok"
