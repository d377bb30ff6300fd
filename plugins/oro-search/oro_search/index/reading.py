"""Read one file into passages. Blocks; runs in a thread."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator

from anyio import from_thread
from msgspec import Struct
from msgspec.structs import replace

from oro_search.chunks import Passage, passages
from oro_search.files import Files, Seen, Unread
from oro_search.index.records import Indexed
from oro_search.readers.choice import Readers
from oro_search.readers.reader import Line, Unreadable

__all__ = ("Read", "Reading")

_UNFIT = re.compile("[\0\x02\x03\ud800-\udfff]")
"""Characters that texts of SQLite and JSON cannot hold, or that mark words in answers."""
_STEP = 200
"""Lines between two looks at whether to go on."""


class Read(Struct, frozen=True):
    """A file that was read, and not yet cut into passages."""

    seen: Seen
    looked: int
    digest: bytes
    data: bytes


class Reading:
    """Reads the files of one folder.

    Args:
        files: of the folder.
        readers: of each format.
    """

    def __init__(self, files: Files, readers: Readers) -> None:
        self._files = files
        self._readers = readers

    def read(self, seen: Seen) -> Read | Indexed:
        """Return a file with its content, or as one that is left out."""
        looked = time.time_ns()
        try:
            found, data = self._files.read(seen.path)
        except Unread as error:
            return Indexed(seen.path, seen.modified, seen.size, looked, problem=str(error))
        return Read(found, looked, hashlib.blake2b(data, digest_size=16).digest(), data)

    def indexed(self, read: Read) -> Indexed:
        """Return a file cut into passages, or as one that is left out.

        If cancelled, it ends after a few lines.
        """
        seen = read.seen
        reader = self._readers.of(seen.path)
        cut: list[Passage] = []
        problem = ""
        try:
            cut = list(passages(_checked(reader.read(read.data))))
        except Unreadable as error:
            problem = str(error)
        except Exception as error:  # readers are of plugins, too, and meet whatever files there are
            problem = f'reader "{reader.name}" failed ({type(error).__name__}: {str(error)[:200]})'
        return Indexed(
            seen.path, seen.modified, seen.size, read.looked, read.digest, reader.unit, problem, () if problem else cut
        )


def _checked(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines with text that SQLite and JSON can hold."""
    for count, line in enumerate(lines):
        if not count % _STEP:
            from_thread.check_cancelled()
        if _UNFIT.search(line.text):
            line = replace(line, text=_UNFIT.sub("\N{REPLACEMENT CHARACTER}", line.text))
        yield line
