"""Finding programs as execvp(3) does, and scopes that name the programs a permission covers.

Rules
1. A name with a slash is a path, relative to the working directory of the program; any other is looked for in the
   `PATH` of the program's environment.
2. A file that is there and may not be executed is EACCES, unless another of the `PATH` may; none at all is ENOENT.
3. A scope names programs: `git` is the one that the host's own `PATH` leads to, a path is that file, and a path
   that ends in `/*` is every file of that folder. `*` is every program.
4. Links of folders are followed before comparing, links of programs are not: `python3` is not `python3.11`, and no
   name of a program of many names is another.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

__all__ = ("ProgramScope", "find")

_PATH = "/bin:/usr/bin"
"""Where to look when there is no `PATH`."""
_EXPECTED = 'names or paths of programs such as ["git", "/usr/bin/ssh", "/opt/tools/*"]'


def find(file: str, cwd: str, env: Mapping[str, str]) -> str:
    """Return the path of a program.

    Args:
        file: a name or path.
        cwd: the program's working directory.
        env: the program's environment.

    Raises:
        OSError: ENOENT or EACCES.
    """
    if not file:
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    folders = [""] if "/" in file else env.get("PATH", _PATH).split(":")
    refused = errno.ENOENT
    for folder in folders:
        path = os.path.join(cwd, folder, file)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
        if os.path.exists(path):
            refused = errno.EACCES
    raise OSError(refused, os.strerror(refused))


class ProgramScope(Struct, frozen=True):
    """The programs permission `process` covers; usable as the type of a `Setting`."""

    patterns: tuple[str, ...] = ()

    @classmethod
    def parse(cls, value: Any) -> ProgramScope:
        """Read an array of names and paths, or text with spaces or commas between them.

        Raises:
            ValueError: it is neither, or a path is not absolute; the message completes "expected …".
        """
        if isinstance(value, ProgramScope):
            return value
        words = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) and _sound(word) for word in words):
            raise ValueError(_EXPECTED)
        return cls(tuple(words))

    def allows(self, path: str) -> bool:
        """Return whether a program, by its absolute path, is within the scope."""
        if not self.patterns:
            return True
        asked = _canonical(path)
        return any(_meant(pattern, asked) for pattern in self.patterns)

    def __str__(self) -> str:
        return ", ".join(self.patterns) or "everything"


def _sound(word: str) -> bool:
    return bool(word) and "\0" not in word and (word.startswith("/") or "/" not in word)


def _meant(pattern: str, asked: str) -> bool:
    if pattern == "*":
        return True
    if pattern.endswith("/*"):
        return os.path.dirname(asked) == os.path.realpath(pattern[:-1])
    if "/" in pattern:
        return asked == _canonical(pattern)
    try:
        return asked == _canonical(find(pattern, "/", os.environ))
    except OSError:
        return False


def _canonical(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)
