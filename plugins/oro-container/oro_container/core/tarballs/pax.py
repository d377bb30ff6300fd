"""Read extended headers, which hold what has no room in a header."""

from __future__ import annotations

from collections.abc import Mapping

from oro_container.core.tarballs.header import BadHeader

__all__ = ("read_records",)


def read_records(data: bytes) -> Mapping[str, bytes]:
    """Read records such as `30 mtime=1350244992.023960108`; of two of a name the later holds.

    Raises:
        BadHeader: they are damaged.
    """
    found: dict[str, bytes] = {}
    at = 0
    while at < len(data) and data[at]:
        space = data.find(b" ", at, at + 20)
        length = data[at:space]
        if space < 0 or not length.isdigit():
            raise BadHeader("an extended header has a record without a length")
        end = at + int(length)
        key, equals, value = data[space + 1 : end - 1].partition(b"=")
        if not equals or end > len(data) or data[end - 1 : end] != b"\n":
            raise BadHeader("an extended header has a record of a wrong length")
        found[key.decode("utf-8", "replace")] = value
        at = end
    return found
