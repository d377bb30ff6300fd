"""Differences between a folder and its index. Sans-IO.

Rules
1. A file with the time and size it had when it was read has the content it had, unless it was changed so shortly
   before it was read that a further change might have left no trace.
2. A file that could not be read is tried again every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from oro_search.files import Seen
from oro_search.index.records import Kept

__all__ = ("RECENT_NS", "Differences", "compared")

RECENT_NS = 2_000_000_000
"""Nanoseconds; some file systems count in two seconds."""


class Differences(Struct, frozen=True):
    """Work that brings an index up to date."""

    read: list[Seen]
    """Files to read, in order."""
    left_out: list[Seen]
    """Files whose problem is new."""
    gone: list[Kept]


def compared(known: Mapping[str, Kept], seen: Iterable[Seen]) -> Differences:
    """Return the differences.

    Args:
        known: the files of the index, by path.
        seen: those of the folder.
    """
    read: list[Seen] = []
    left_out: list[Seen] = []
    left = dict(known)
    for file in seen:
        kept = left.pop(file.path, None)
        if file.problem:
            if kept is None or kept.problem != file.problem:
                left_out.append(file)
        elif kept is None or not _is_same(kept, file):
            read.append(file)
    return Differences(read, left_out, list(left.values()))


def _is_same(kept: Kept, file: Seen) -> bool:
    if kept.digest is None:
        return False
    same = (kept.modified, kept.size) == (file.modified, file.size)
    return same and kept.modified < kept.looked - RECENT_NS
